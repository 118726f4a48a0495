import { segment } from './segment.ts'

/** What ts_rank weighs: A title, B tags and author, C what is free, D what is sold. */
export type Weight = 'A' | 'B' | 'C' | 'D'

/** PostgreSQL keeps positions below 2^14 and 256 of them a word. */
const MAX_POSITION = 16_383
const MAX_POSITIONS_A_WORD = 200
/** A tsvector may have 1 MB; the words of a very long text beyond this are left out. */
const MAX_BYTES = 700_000

/** The text form of a tsvector, made here so that no parser of the server cuts words anew. */
export function wordVector(fields: [Weight, string][]): string {
  const places = new Map<string, string[]>()
  let position = 0
  let bytes = 0
  for (const [weight, text] of fields) {
    for (const word of segment(text)) {
      position = Math.min(position + 1, MAX_POSITION)
      const known = places.get(word) ?? []
      if (known.length >= MAX_POSITIONS_A_WORD) continue
      bytes += known.length === 0 ? Buffer.byteLength(word) + 8 : 2
      if (bytes > MAX_BYTES) break
      places.set(word, [...known, `${position}${weight}`])
    }
    position += 10
  }
  return [...places].map(([word, at]) => `${quoted(word)}:${at.join(',')}`).join(' ')
}

/** The text form of a tsquery that asks for all, or any, of the words; null when there are none. */
export function wordQuery(words: readonly string[], join: '&' | '|'): string | null {
  return words.length === 0 ? null : [...new Set(words)].map(quoted).join(` ${join} `)
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
