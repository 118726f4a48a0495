import { beijingDay, beijingMidnight } from '../../beijing-time.ts'

const HOUR_MS = 3_600_000
/** Notices are sent and charges made from 07:00 to 22:00 in Beijing. */
const FROM_HOUR = 7
const UNTIL_HOUR = 22
/** A call sent in the last minute could arrive too late. */
const ARRIVAL_MS = 60_000
/** A notice on day 1, a day of waiting, then days 3 to 9 are for charging. */
const NOTICE_DAYS_BEFORE = 2
const CHARGE_DAYS = 7

type Window = { from: Date; until: Date }

/** The hours in which a charge that is due then is announced, so that it may be made that day. */
export function announceWindow(dueAt: Date): Window {
  return hoursOf(dueAt, -NOTICE_DAYS_BEFORE, -NOTICE_DAYS_BEFORE)
}

/**
 * When a charge that is due then, and was announced in its window, may be made: from that day on
 * for seven days. At night in between it is refused. What needs no notice takes a day to happen,
 * and is asked for a day earlier.
 */
export function chargeWindow(dueAt: Date, announces: boolean): Window {
  return hoursOf(dueAt, announces ? 0 : -1, CHARGE_DAYS - 1)
}

function hoursOf(dueAt: Date, firstDay: number, lastDay: number): Window {
  const day = beijingDay(dueAt)
  const first = beijingMidnight(day, firstDay)
  const last = beijingMidnight(day, lastDay)
  if (!first || !last) throw new RangeError(`no such day: ${day}`)
  return {
    from: new Date(first.getTime() + FROM_HOUR * HOUR_MS),
    until: new Date(last.getTime() + UNTIL_HOUR * HOUR_MS - ARRIVAL_MS),
  }
}
