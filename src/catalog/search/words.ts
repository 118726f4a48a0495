import { pairs, segment } from './segment.ts'

/** What ts_rank weighs: A title, B tags and author, C what is free, D what is sold. */
export type Weight = 'A' | 'B' | 'C' | 'D'

/** PostgreSQL keeps positions below 2^14 and 256 of them a word. */
const MAX_POSITION = 16_383
const MAX_POSITIONS_A_WORD = 200
/** Between fields, so that no word of one is near a word of the next. */
const GAP = 10
/** A tsvector may have 1 MB; the words of a very long text beyond this are left out. */
const MAX_BYTES = 700_000

/**
 * The text form of a tsvector, made here so that no parser of the server cuts words anew: the words
 * at their places, and the pairs of characters at the end of each field.
 */
export function wordVector(fields: [Weight, string][]): string {
  const places = new Map<string, string[]>()
  let position = 0
  let bytes = 0
  function place(word: string, weight: Weight): void {
    const known = places.get(word) ?? []
    bytes += known.length === 0 ? Buffer.byteLength(word) + 8 : 2
    if (known.length >= MAX_POSITIONS_A_WORD || bytes > MAX_BYTES) return
    places.set(word, [...known, `${Math.min(position, MAX_POSITION)}${weight}`])
  }
  for (const [weight, text] of fields) {
    for (const word of segment(text)) {
      position++
      place(word, weight)
    }
    position += GAP
    for (const pair of new Set(pairs(text))) if (!places.has(pair)) place(pair, weight)
  }
  return [...places].map(([word, at]) => `${quoted(word)}:${at.join(',')}`).join(' ')
}

/** The text form of a tsquery for all words of the text, however they are cut; null for none. */
export function wordQuery(text: string): string | null {
  const words = segment(text)
  const latin = words.filter((word) => !/\p{Script=Han}/u.test(word))
  const both = pairs(text)
  const ways = [words, both.length > 0 ? [...both, ...latin] : []].filter((way) => way.length > 0)
  return joinedBy(
    ways.map((way) => `(${joinedBy(way.map(quoted), '&')})`),
    '|',
  )
}

/** The same for any of the words. */
export function anyWordQuery(text: string): string | null {
  return joinedBy(segment(text).map(quoted), '|')
}

function joinedBy(parts: string[], operator: '&' | '|'): string | null {
  return parts.length === 0 ? null : [...new Set(parts)].join(` ${operator} `)
}

/** The last word may be unfinished; only titles, tags and authors count. */
export function prefixQuery(words: readonly string[]): string | null {
  const last = words.length - 1
  if (last < 0) return null
  return words.map((word, n) => `${quoted(word)}:${n === last ? '*' : ''}AB`).join(' & ')
}

/** Words are letters and digits; were there ever a quote in one, it is doubled. */
function quoted(word: string): string {
  return `'${word.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
}
