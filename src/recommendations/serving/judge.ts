import type { History } from '../matrix/interactions.ts'
import { recommend } from '../models/recommend.ts'
import type { Past } from '../signals/read-history.ts'
import type { Opened } from '../store/open-bundle.ts'

/** A past in the numbers of a model; what the model does not know is left out. */
export function historyIn({ numberOf }: Opened, past: readonly Past[]): History {
  const known = past.flatMap(({ itemId, weight }) => {
    const number = numberOf.get(itemId)
    return number === undefined ? [] : [{ number, weight }]
  })
  known.sort((a, b) => a.number - b.number)
  return {
    items: Uint32Array.from(known, ({ number }) => number),
    weights: Float32Array.from(known, ({ weight }) => weight),
  }
}

type JudgeOptions = { count: number; byPopularity?: boolean; segment?: string | null }

export type Judged = { itemId: string; score: number }

/**
 * The items that a model puts first for a history, best first; without one, what is popular among
 * people of the same group, else among all.
 */
export function judge(
  model: Opened,
  history: History,
  { count, byPopularity = false, segment = null }: JudgeOptions,
): Judged[] {
  const scores = new Float32Array(model.itemIds.length)
  if (byPopularity) scores.set(model.popularity)
  else if (history.items.length === 0) {
    scores.set((segment && model.priorOf(segment)) || model.popularity)
  } else model.chosen.score(history, scores)
  const top = recommend(scores, { count })
  return [...top.items].map((number, at) => ({
    itemId: model.itemIds[number] ?? '',
    score: top.scores[at] ?? 0,
  }))
}
