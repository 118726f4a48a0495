import { type AppError, invalid } from '#kernel/errors.ts'

/**
 * Why a bill cannot be believed: `torn` lacks a part or contradicts its own sums, `forged` is not
 * what the gateway promised, `too_large` no honest bill, `unreadable` of a form we do not know.
 */
export type BillProblem = 'torn' | 'forged' | 'too_large' | 'unreadable'

/** The refusal of a whole bill; `reason` is for the log and the person who looks into it. */
export function badBill(
  problem: BillProblem,
  reason: string,
  details: Record<string, unknown> = {},
): AppError {
  return invalid(`bill.${problem}`, { reason, ...details })
}
