import { formatDecimal } from '#kernel/money.ts'
import { beijingDay, beijingMidnight } from '../../beijing-time.ts'
import type { AgreementRequest } from '../../recurring.ts'

/** How 周期扣款 calls itself, on an agreement and on a charge under it. */
export const CYCLE_AGREEMENT = 'CYCLE_PAY_AUTH_P'
export const CYCLE_PRODUCT = 'CYCLE_PAY_AUTH'

export const cycleDefaults = { signScene: 'INDUSTRY|DIGITAL_MEDIA', windowDays: 5 }

/** A period counted in days has at least so many. */
export const MIN_PERIOD_DAYS = 7
/** The last day of a month on which Alipay lets a monthly charge fall. */
const LAST_DAY = 28

/**
 * The day named to Alipay for a charge due then: one due on the 29th, 30th or 31st is named for the
 * 1st that follows, whose window still holds the day it was due on.
 */
export function chargeDay(dueAt: Date): string {
  let day = beijingDay(dueAt)
  while (Number(day.slice(8)) > LAST_DAY) day = dayAfter(day)
  return day
}

function dayAfter(day: string): string {
  const next = beijingMidnight(day, 1)
  if (!next) throw new RangeError(`no such day: ${day}`)
  return beijingDay(next)
}

export type PeriodRule = Record<'period_type' | 'period' | 'execute_time' | 'single_amount', string>

/** `period_rule_params`: how much at most, how often, and when first. */
export function periodRule(
  request: Pick<AgreementRequest, 'amount' | 'period' | 'firstChargeAt'>,
): PeriodRule {
  return {
    period_type: request.period.unit === 'day' ? 'DAY' : 'MONTH',
    period: String(request.period.count),
    execute_time: chargeDay(request.firstChargeAt),
    single_amount: formatDecimal(request.amount),
  }
}

/** A charge sent in a day's last minute could arrive in the next, where it is refused. */
const ARRIVAL_MS = 60_000

/**
 * The window opens `windowDays` before the day due and ends with it, at 24:00 in Beijing; it is
 * used but for its last minute.
 */
export function chargeWindow(dueAt: Date, windowDays: number): { from: Date; until: Date } {
  const day = beijingDay(dueAt)
  const from = beijingMidnight(day, -windowDays)
  const end = beijingMidnight(day, 1)
  if (!from || !end) throw new RangeError(`no such day: ${day}`)
  return { from, until: new Date(end.getTime() - ARRIVAL_MS) }
}
