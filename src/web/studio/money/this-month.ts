import { dayIn } from '#kernel/days.ts'
import { defaultTimeZone } from '../../i18n/format.ts'

/** The month that a statement opens with, `yyyy-MM` in China. */
export function thisMonth(now: Date): string {
  return dayIn(defaultTimeZone, now).slice(0, 7)
}
