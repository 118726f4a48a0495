import type { History } from '../matrix/interactions.ts'
import type { Opened } from '../store/open-bundle.ts'
import type { SharedTerm } from '../text/shared-terms.ts'

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
/** Most of what texts share tells a reader nothing. */
const MANY_TERMS = 24
/** A source that gave less than this of the score is no reason. */
const MIN_SHARE = 0.1

/** The true reason of a score: the contributions that the model itself adds up. */
export function reasonFor(model: Opened, history: History, itemId: string): Reason {
  const item = model.numberOf.get(itemId)
  if (item === undefined || history.items.length === 0) return { kind: 'popular' }
  const { base, contributions } = model.chosen.explain(history, item)
  const speaking = contributions.filter(({ share }) => share > 0)
  const sum = speaking.reduce((all, { share }) => all + share, Math.max(0, base))
  const from = speaking
    .map(({ item: source, share }) => ({
      itemId: model.itemIds[source] ?? '',
      source,
      share: share / sum,
    }))
    .filter(({ share }) => share >= MIN_SHARE)
    .slice(0, MAX_SOURCES)
  const [first] = from
  if (!first) return { kind: 'popular' }
  const shared = model.content?.sharedTerms(first.source, item, MANY_TERMS) ?? []
  const terms = new Set(shared.filter(isTelling).map(({ term }) => term))
  return {
    kind: 'because',
    from: from.map(({ itemId: id, share }) => ({ itemId: id, share })),
    terms: [...terms].slice(0, MAX_TERMS),
  }
}

/** Words of program texts, which say of two articles only that both show some code. */
const CODE =
  /^(async|await|const|export|false|from|function|import|null|return|select|true|where)$/i

/**
 * Whether a shared term means something to a reader: a tag that the author gave, or a word that is
 * no counting one (一处, 一行); not what an item is filed under, nor code.
 */
function isTelling({ kind, term }: SharedTerm): boolean {
  if (kind === 'tag') return !term.startsWith('category:')
  if (/\p{Script=Han}/u.test(term)) return term.length > 1 && !/^[一两几]/.test(term)
  return term.length > 3 && !CODE.test(term)
}
