import { dayIn } from '#kernel/days.ts'

/** Settlement counts the days of China, whatever the server's zone. */
export const SETTLEMENT_ZONE = 'Asia/Shanghai'

export function settlementDay(now: Date): string {
  return dayIn(SETTLEMENT_ZONE, now)
}
