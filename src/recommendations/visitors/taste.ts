import { isId } from '#kernel/ids.ts'

/** So many items say what somebody looks for just now; more would make every request longer. */
const MAX_ITEMS = 12
const VERSION = '1'
/** Kept by the browser of a visitor who does not want to be recommended to. */
export const NO_TASTE = 'off'

/**
 * What a visitor read lately, newest last, and does not want to be shown again. It lives in a
 * cookie of their own browser and nowhere else: the site stores nothing about people it does not
 * know. Whoever changes it changes their own shelf.
 */
export type Taste = { reads: string[]; dismissed: string[] }

export function readTaste(cookie: string | undefined): Taste {
  const [version, reads = '', dismissed = ''] = (cookie ?? '').split('.')
  if (version !== VERSION) return { reads: [], dismissed: [] }
  return { reads: unpack(reads), dismissed: unpack(dismissed) }
}

/** The cookie after one more read; one who said no stays unread. */
export function addToTaste(cookie: string | undefined, itemId: string): string {
  if (cookie === NO_TASTE) return NO_TASTE
  const { reads, dismissed } = readTaste(cookie)
  return write({ reads: latest(reads, itemId), dismissed })
}

/** The cookie after “not interested”: the item says nothing more, and is not shown again. */
export function dismissFromTaste(cookie: string | undefined, itemId: string): string {
  if (cookie === NO_TASTE) return NO_TASTE
  const { reads, dismissed } = readTaste(cookie)
  const others = reads.filter((id) => id !== itemId)
  return write({ reads: others, dismissed: latest(dismissed, itemId) })
}

function latest(ids: string[], itemId: string): string[] {
  return [...ids.filter((id) => id !== itemId), itemId].slice(-MAX_ITEMS)
}

function write({ reads, dismissed }: Taste): string {
  return [VERSION, pack(reads), pack(dismissed)].join('.')
}

function pack(ids: string[]): string {
  return Buffer.from(ids.join('').replaceAll('-', ''), 'hex').toString('base64url')
}

function unpack(text: string): string[] {
  const bytes = Buffer.from(text, 'base64url')
  const ids: string[] = []
  for (let at = 0; at + 16 <= bytes.length && ids.length < MAX_ITEMS; at += 16) {
    const hex = bytes.subarray(at, at + 16).toString('hex')
    ids.push(hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'))
  }
  return ids.filter(isId)
}
