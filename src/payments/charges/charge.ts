import type { Transitions } from '#kernel/transitions.ts'
import type { charges } from '../tables.ts'

export type Charge = typeof charges.$inferSelect
export type ChargeStatus = Charge['status']

/** A late success still moves a closed charge: money that came is never ignored. */
export const chargeTransitions: Transitions<ChargeStatus> = {
  creating: ['open', 'settled', 'duplicate', 'mismatched', 'closed'],
  open: ['settled', 'duplicate', 'mismatched', 'closed'],
  closed: ['settled', 'duplicate', 'mismatched'],
  settled: [],
  duplicate: [],
  mismatched: [],
}

/** Seconds after the last look at which an unpaid charge is looked at again (PAYMENTS F06). */
const ASK_AFTER_SECONDS = [5, 15, 30, 60, 120, 300]
/** Lets the gateway's own deadline pass before the last query and the close. */
const GRACE_MS = 5_000

/** When to ask the gateway the next time, never long after the charge's deadline. */
export function nextAsk(charge: Pick<Charge, 'asked' | 'expiresAt'>, now: Date): Date {
  const last = ASK_AFTER_SECONDS.length - 1
  const seconds = ASK_AFTER_SECONDS[Math.min(charge.asked, last)] ?? 300
  const regular = now.getTime() + seconds * 1000
  const deadline = charge.expiresAt.getTime() + GRACE_MS
  return new Date(now.getTime() < deadline ? Math.min(regular, deadline) : regular)
}

/** Whether the gateway no longer lets anybody pay this charge. */
export function isPastDeadline(charge: Pick<Charge, 'expiresAt'>, now: Date): boolean {
  return now.getTime() >= charge.expiresAt.getTime() + GRACE_MS
}
