import * as catalog from '#catalog'
import type { History } from '../matrix/interactions.ts'
import type { Opened } from '../store/open-bundle.ts'

/**
 * Why an item is shown, and nothing but why: `because` names the items of the person's past that
 * gave the score the most, with their part of all that spoke for it, and words both are about.
 */
export type Reason =
  | { kind: 'because'; from: { itemId: string; share: number }[]; terms: string[] }
  | { kind: 'popular' }
  | { kind: 'new' }
  | { kind: 'promoted' }

const MAX_SOURCES = 2
const MAX_TERMS = 3
/** Of so many shared terms the telling ones are named. */
const SHARED_TERMS = 20
/** A source that gave less than this of the score is no reason. */
const MIN_SHARE = 0.1

/** What in the past a score owes most to, strongest first, by the model's own contributions. */
export function sourcesOf(
  model: Opened,
  history: History,
  item: number,
): { source: number; itemId: string; share: number }[] {
  const { base, contributions } = model.chosen.explain(history, item)
  const speaking = contributions.filter(({ share }) => share > 0)
  const sum = speaking.reduce((all, { share }) => all + share, Math.max(0, base))
  return speaking
    .map(({ item: source, share }) => ({
      itemId: model.itemIds[source] ?? '',
      source,
      share: share / sum,
    }))
    .filter(({ share }) => share >= MIN_SHARE)
    .slice(0, MAX_SOURCES)
}

/** The true reason of a score: the contributions that the model itself adds up. */
export function reasonFor(model: Opened, history: History, itemId: string): Reason {
  const item = model.numberOf.get(itemId)
  if (item === undefined || history.items.length === 0) return { kind: 'popular' }
  const from = sourcesOf(model, history, item)
  const [first] = from
  if (!first) return { kind: 'popular' }
  const shared = model.content?.sharedTerms(first.source, item, SHARED_TERMS) ?? []
  // A category is filed as a tag with its kind in front; it is no word to say.
  const terms = shared.filter(({ kind, term }) =>
    kind === 'tag' ? !term.includes(':') : catalog.isTopic(term),
  )
  return {
    kind: 'because',
    from: from.map(({ itemId: id, share }) => ({ itemId: id, share })),
    terms: [...new Set(terms.map(({ term }) => term))].slice(0, MAX_TERMS),
  }
}
