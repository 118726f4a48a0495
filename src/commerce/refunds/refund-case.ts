import type { Money } from '#kernel/money.ts'
import type { Transitions } from '#kernel/transitions.ts'
import type { refundCases } from '../tables.ts'
import type { DeductionCode } from './unwind.ts'

export type CaseRow = typeof refundCases.$inferSelect
export type CaseStatus = CaseRow['status']

export const caseTransitions: Transitions<CaseStatus> = {
  waiting: ['approved', 'rejected'],
  approved: [],
  rejected: [],
}

/** One line of what is or was given back. */
export type CaseLine = {
  position: number
  amountMinor: bigint
  /** The item goes back with the money: access to it ends. */
  returns: boolean
  deductions: { code: DeductionCode; amountMinor: bigint }[]
}

export type RefundCase = {
  id: string
  orderNumber: string
  amount: Money
  reason: string
  status: CaseStatus
  waitsFor: CaseRow['waitsFor']
  requestedBy: string
  decidedBy: string | null
  note: string
  createdAt: Date
  decidedAt: Date | null
  /** How far the gateway is; null while nobody has decided. */
  carried: 'requested' | 'processing' | 'succeeded' | 'failed' | null
  lines: (CaseLine & { title: string })[]
}
