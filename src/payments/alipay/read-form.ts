import { decodeUtf8 } from '../fields.ts'

/**
 * Decodes an `application/x-www-form-urlencoded` body exactly once, strictly: null for a key that
 * occurs twice, a broken percent escape or bytes that are not UTF-8, because such a body could be
 * read in two ways and only one of them was signed.
 */
export function readForm(body: Uint8Array): Map<string, string> | null {
  const text = decodeUtf8(body)
  if (text === null || text === '') return null
  const form = new Map<string, string>()
  for (const pair of text.split('&')) {
    const cut = pair.indexOf('=')
    const key = decode(cut < 0 ? pair : pair.slice(0, cut))
    const value = decode(cut < 0 ? '' : pair.slice(cut + 1))
    if (!key || value === null || form.has(key)) return null
    form.set(key, value)
  }
  return form
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return null
  }
}
