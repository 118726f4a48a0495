import { aroundMedian, type Random, waiting, weighted } from './chance.ts'
import type { Ago } from './plan.ts'

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

/** The site's readers were first counted so many days ago. */
const OPENED_DAYS = 120
/** Who comes for the last time sooner than today: few of the keen, most of the others. */
const KEEN_LEAVE = 0.3
const OTHERS_LEAVE = 0.9
const INTEREST_DAYS = 35
const DAYS_BETWEEN = 10
/** How likely each hour of a Chinese day is: breakfast, lunch, and most of all the evening. */
const hours = [2, 1, 0, 0, 0, 0, 1, 4, 6, 4, 4, 4, 7, 6, 3, 3, 3, 3, 4, 6, 10, 12, 11, 6]
const SHANGHAI = 8 * HOUR

export type Visits = { registeredAgo: Ago; starts: Ago[] }

/** When a person registered and came, oldest first; the keener (around 1), the more often. */
export function drawVisits(random: Random, keen: number): Visits {
  const registeredAgo = atLikelyHour(random, (4 + random() * (OPENED_DAYS - 4)) * DAY)
  const lastAgo =
    random() < (keen > 1 ? KEEN_LEAVE : OTHERS_LEAVE)
      ? Math.max(0, registeredAgo - waiting(random, INTEREST_DAYS) * DAY)
      : 0
  const between = Math.max(2, aroundMedian(random, DAYS_BETWEEN / keen, 0.2))
  const starts = [registeredAgo - 2 * MINUTE]
  for (let ago = registeredAgo; ; ) {
    ago -= Math.max(0.5, waiting(random, between)) * DAY
    if (ago <= lastAgo) break
    const likely = atLikelyHour(random, ago)
    if (likely < registeredAgo - HOUR) starts.push(likely)
  }
  return { registeredAgo, starts: starts.sort((a, b) => b - a) }
}

/** The same day at an hour at which people read. */
function atLikelyHour(random: Random, ago: Ago): Ago {
  const hour = weighted(random, [...hours.keys()], (at) => hours[at] ?? 0) ?? 20
  return Math.ceil(ago / DAY) * DAY - (hour + random()) * HOUR
}

/** The last midnight in China: everything happened before it, at hours of a Chinese clock. */
export function lastMidnight(now: Date): Date {
  const wall = now.getTime() + SHANGHAI
  return new Date(wall - (wall % DAY) - SHANGHAI)
}
