import { invalid } from '#kernel/errors.ts'

/** A book's chapter has 30,000 characters; more than this is not written by hand. */
const MAX_SOURCE_CHARS = 200_000
/** Deeper quotations and lists are an attack on the stack, not a text. */
const MAX_DEPTH = 60
/**
 * The parser's work grows with the square of the marks that may open emphasis or a link in one
 * paragraph. This bounds the sum of the squares: half a second at worst, far beyond any text.
 */
const MAX_TANGLE = 2e7

/** Refuses `text.too_long`, `text.too_deep`, `text.too_tangled` before the parser would suffer. */
export function refuseExtremes(source: string): void {
  if (source.length > MAX_SOURCE_CHARS) throw invalid('text.too_long', { max: MAX_SOURCE_CHARS })
  for (const line of source.split(/\r\n?|\n/)) {
    if (depthOf(line) > MAX_DEPTH) throw invalid('text.too_deep', { max: MAX_DEPTH })
  }
  let tangle = 0
  for (const paragraph of source.split(/\n[^\S\n]*\n/)) {
    tangle += (paragraph.match(/[*_~[]/g) ?? []).length ** 2
  }
  if (tangle > MAX_TANGLE) throw invalid('text.too_tangled')
}

function depthOf(line: string): number {
  const opening = /^[\s>*+\-\d.)]*/.exec(line)?.[0] ?? ''
  return (opening.match(/>|[*+-](?=\s)|\d[.)](?=\s)/g) ?? []).length
}
