import { dayIn, daysBetween } from '#kernel/days.ts'

/** How the money of an order line is earned: at once, with the days of a term, or by lessons. */
export type EarningPlan =
  | { kind: 'at_once' }
  /** From the first day up to, not including, `endsOn`, in the days of a zone (IANA name). */
  | { kind: 'term'; startsOn: string; endsOn: string; zone: string }
  | { kind: 'lessons'; planned: number }

/** The part that is earned, as whole parts `done` of `of`. */
export type Progress = { done: number; of: number }

/** How far a plan is at a moment; a day counts when it has ended, the last with the term. */
export function earnedBy(
  plan: EarningPlan,
  { now, publishedLessons }: { now: Date; publishedLessons: number },
): Progress {
  if (plan.kind === 'at_once') return { done: 1, of: 1 }
  if (plan.kind === 'lessons') return within(publishedLessons, plan.planned)
  const { startsOn, endsOn, zone } = plan
  return within(daysBetween(startsOn, dayIn(zone, now)), daysBetween(startsOn, endsOn))
}

/**
 * The earned part of an amount, rounded down. Cumulative: differences of it between two moments
 * lose nothing, and the whole progress is the whole amount.
 */
export function earnedOf(amountMinor: bigint, { done, of }: Progress): bigint {
  return (amountMinor * BigInt(done)) / BigInt(of)
}

/** Between nothing and everything; a plan without parts is done. */
function within(done: number, of: number): Progress {
  return of <= 0 ? { done: 1, of: 1 } : { done: Math.min(Math.max(done, 0), of), of }
}
