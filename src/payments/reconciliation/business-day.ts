import type { ProviderName } from '../provider.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/**
 * How a gateway counts its days: its zone's distance from UTC (neither zone has summer time), and
 * how long after midnight there the bill of the day before is made.
 */
const days: Record<ProviderName, { offsetMs: number; readyMs: number }> = {
  alipay: { offsetMs: 8 * HOUR_MS, readyMs: 9 * HOUR_MS },
  wechat: { offsetMs: 8 * HOUR_MS, readyMs: 10 * HOUR_MS },
  stripe: { offsetMs: 0, readyMs: HOUR_MS },
  personal: { offsetMs: 8 * HOUR_MS, readyMs: 0 },
}

/** The gateway's day of an instant, `yyyy-MM-dd`, whatever zone this process is in. */
export function dayOf(provider: ProviderName, at: Date): string {
  return new Date(at.getTime() + days[provider].offsetMs).toISOString().slice(0, 10)
}

/** The first instant of a gateway's day, `later` days on. */
export function dayStart(provider: ProviderName, date: string, later = 0): Date {
  const midnight = Date.parse(`${date}T00:00:00Z`)
  return new Date(midnight - days[provider].offsetMs + later * DAY_MS)
}

export function addDays(date: string, count: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + count * DAY_MS).toISOString().slice(0, 10)
}

/** When the bill of a day may first be asked for. */
export function billReadyAt(provider: ProviderName, date: string): Date {
  return new Date(dayStart(provider, date, 1).getTime() + days[provider].readyMs)
}
