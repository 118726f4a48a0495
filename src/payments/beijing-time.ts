/** Beijing is UTC+8 without summer time since 1991; both gateways speak only of it. */
const OFFSET_MS = 8 * 3_600_000

/** Alipay's `yyyy-MM-dd HH:mm:ss`, whatever the process's own zone is; fractions are cut off. */
export function formatBeijing(at: Date): string {
  return new Date(at.getTime() + OFFSET_MS).toISOString().slice(0, 19).replace('T', ' ')
}

const beijing = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/

/** The inverse of formatBeijing (a fraction as in `gmt_refund` is ignored); null if malformed. */
export function parseBeijing(text: string): Date | null {
  const whole = text.replace(/\.\d{1,3}$/, '')
  if (!beijing.test(whole)) return null
  return validDate(`${whole.replace(' ', 'T')}+08:00`)
}

/** The Beijing day of an instant, `yyyy-MM-dd`. */
export function beijingDay(at: Date): string {
  return formatBeijing(at).slice(0, 10)
}

/** The instant at which a Beijing day (`yyyy-MM-dd`) begins, `days` later; null if malformed. */
export function beijingMidnight(day: string, days = 0): Date | null {
  const midnight = parseBeijing(`${day} 00:00:00`)
  if (!midnight || beijingDay(midnight) !== day) return null
  return new Date(midnight.getTime() + days * 86_400_000)
}

/** WeChat Pay's RFC 3339 form, always at `+08:00`; fractions are cut off. */
export function formatRfc3339(at: Date): string {
  return `${formatBeijing(at).replace(' ', 'T')}+08:00`
}

const rfc3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/

/** Reads an RFC 3339 instant with an explicit offset; null if malformed. */
export function parseRfc3339(text: string): Date | null {
  return rfc3339.test(text) ? validDate(text) : null
}

function validDate(text: string): Date | null {
  const date = new Date(text)
  return Number.isNaN(date.getTime()) ? null : date
}
