import type { History } from '../matrix/interactions.ts'
import { describedItem, type ItemFeatures } from './item-features.ts'

/** `share`: the product of both weights, what the term adds to the cosine. */
export type SharedTerm = { kind: 'word' | 'tag'; term: string; share: number }

/**
 * What two items have in common, strongest first (“因为都讲…”). Of words that are cut out of one
 * another (人工智能, 智能) only the longer is named.
 */
export function sharedTerms(
  features: ItemFeatures,
  items: readonly [number, number],
  count: number,
): SharedTerm[] {
  const [a, b] = items.map((item) => describedItem(features, item))
  if (!a || !b) return []
  const words = shared(a.words, b.words, 'word', features.words.words)
  const tags = shared(a.tags, b.tags, 'tag', features.tags.words)
  const telling = words.filter(
    ({ term }) => !words.some((other) => other.term !== term && other.term.includes(term)),
  )
  return [...telling, ...tags]
    .sort((x, y) => y.share - x.share || (x.term < y.term ? -1 : 1))
    .slice(0, count)
}

function shared(a: History, b: History, kind: 'word' | 'tag', terms: string[]): SharedTerm[] {
  const weights = new Map([...b.items].map((term, n) => [term, b.weights[n] ?? 0]))
  return [...a.items].flatMap((term, n) => {
    const weight = weights.get(term)
    if (weight === undefined) return []
    return { kind, term: terms[term] ?? '', share: weight * (a.weights[n] ?? 0) }
  })
}
