const OFFSET_MS = 8 * 3_600_000

/** `yyyy-MM-dd HH:mm:ss` in Beijing, as Alipay writes all its times. */
export function beijing(at: number): string {
  return new Date(at + OFFSET_MS).toISOString().slice(0, 19).replace('T', ' ')
}

/** RFC 3339 at +08:00, as WeChat Pay writes all its times. */
export function beijingRfc3339(at: number): string {
  return `${beijing(at).replace(' ', 'T')}+08:00`
}

/** Milliseconds since the epoch, or null for anything but `yyyy-MM-dd HH:mm:ss`. */
export function readBeijing(text: unknown): number | null {
  if (typeof text !== 'string' || !/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text)) return null
  const at = Date.parse(`${text.replace(' ', 'T')}+08:00`)
  return Number.isNaN(at) ? null : at
}
