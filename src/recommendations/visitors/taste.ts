import { isId } from '#kernel/ids.ts'

/** So many items say what somebody looks for just now; more would make every request longer. */
const MAX_ITEMS = 12
const PREFIX = '1.'
/** Kept by the browser of a visitor who does not want to be recommended to. */
export const NO_TASTE = 'off'

/**
 * A visitor's last reads live in a cookie of their own browser, newest last, and nowhere else: the
 * site stores nothing about people it does not know. Whoever changes it changes their own shelf.
 */
export function readTaste(cookie: string | undefined): string[] {
  if (!cookie?.startsWith(PREFIX)) return []
  const bytes = Buffer.from(cookie.slice(PREFIX.length), 'base64url')
  const ids: string[] = []
  for (let at = 0; at + 16 <= bytes.length && ids.length < MAX_ITEMS; at += 16) {
    const hex = bytes.subarray(at, at + 16).toString('hex')
    ids.push(hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'))
  }
  return ids.filter(isId)
}

/** The cookie after one more read; one who said no stays unread. */
export function addToTaste(cookie: string | undefined, itemId: string): string {
  if (cookie === NO_TASTE) return NO_TASTE
  const others = readTaste(cookie).filter((id) => id !== itemId)
  const ids = [...others, itemId].slice(-MAX_ITEMS)
  const bytes = Buffer.from(ids.join('').replaceAll('-', ''), 'hex')
  return PREFIX + bytes.toString('base64url')
}

/** The cookie after taking one item out, as after “not interested”. */
export function dropFromTaste(cookie: string | undefined, itemId: string): string {
  const ids = readTaste(cookie).filter((id) => id !== itemId)
  return PREFIX + Buffer.from(ids.join('').replaceAll('-', ''), 'hex').toString('base64url')
}
