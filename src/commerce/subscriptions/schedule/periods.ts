import { addDays, dayIn } from '#kernel/days.ts'
import { SETTLEMENT_ZONE } from '../../settlement/settlement-day.ts'

const DAY_MS = 86_400_000
/** China keeps UTC+8 the whole year since 1991. */
const OFFSET_MS = 8 * 3_600_000

/**
 * The moment `months` after an anchor, at the same time of the Shanghai day. A day that the month
 * does not have is its last: counted from the anchor every time, the 31st comes back in March.
 */
export function periodAfter(anchor: Date, months: number): Date {
  const local = new Date(anchor.getTime() + OFFSET_MS)
  const month = local.getUTCMonth() + months
  const lastDay = new Date(Date.UTC(local.getUTCFullYear(), month + 1, 0)).getUTCDate()
  const day = Math.min(local.getUTCDate(), lastDay)
  const midnight = Date.UTC(local.getUTCFullYear(), month, day)
  const timeOfDay = ((local.getTime() % DAY_MS) + DAY_MS) % DAY_MS
  return new Date(midnight + timeOfDay - OFFSET_MS)
}

/** The days over which a term's money is earned; both moments are those of the access. */
export function earningDays({ startsAt, endsAt }: { startsAt: Date; endsAt: Date }) {
  const startsOn = dayIn(SETTLEMENT_ZONE, startsAt)
  const last = dayIn(SETTLEMENT_ZONE, endsAt)
  const endsOn = last > startsOn ? last : addDays(startsOn, 1)
  return { kind: 'term', startsOn, endsOn, zone: SETTLEMENT_ZONE } as const
}
