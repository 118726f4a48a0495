import type { Opened } from '../store/open-bundle.ts'

/**
 * How alike two items are by what they are about, from 0 to 1; items the model does not know are
 * like nothing. Of each item asked about, all similarities are kept: a shelf asks many times.
 */
export function likeness({ content, numberOf, itemIds }: Opened): (a: string, b: string) => number {
  const known = new Map<number, Float32Array>()
  return (a, b) => {
    const [from, to] = [numberOf.get(a), numberOf.get(b)]
    if (!content || from === undefined || to === undefined) return 0
    let scores = known.get(from)
    if (!scores) {
      scores = new Float32Array(itemIds.length)
      content.score({ items: Uint32Array.of(from), weights: Float32Array.of(1) }, scores)
      known.set(from, scores)
    }
    return Math.min(1, Math.max(0, scores[to] ?? 0))
  }
}
