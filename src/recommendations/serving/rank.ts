/** One item that might be shown, with what speaks for it. */
export type Candidate = {
  itemId: string
  /** How well it fits the person, on the scale of the model; only the order and ratios count. */
  relevance: number
  publishedAt: Date
  /** 0–1: what those who know it think of it; .5 where nobody said anything. */
  quality: number
  /** Pushed by the owner. */
  promoted: boolean
}

export type RankOptions = {
  count: number
  now: Date
  /** 0: only what fits · 1: only what is new. */
  freshness: number
  /** 0: only what fits · 1: only what differs from what is listed already. */
  variety: number
  /** 0–1, how alike two items are. */
  similarity: (a: string, b: string) => number
}

/** An item is half as new after this many days. */
const NEW_FOR_DAYS = 30
/** What opinion adds at most, against relevance from 0 to 1. */
const QUALITY_SHARE = 0.1
const DAY_MS = 86_400_000

/**
 * Orders candidates by maximal marginal relevance (Carbonell & Goldstein, SIGIR 1998): the next is
 * the one with the most (1 − v) · value − v · (similarity to the most similar one listed), where
 * value = (1 − f) · relevance scaled to 0–1 + f · 2^(−age / 30 days) + .1 · (quality − .5). A
 * promoted item stands second and third, never first, and is marked by who shows it.
 */
export function rank(candidates: readonly Candidate[], options: RankOptions): Candidate[] {
  const { count, variety, similarity } = options
  const values = valuesOf(candidates, options)
  const listed: Candidate[] = []
  const nearest = new Float64Array(candidates.length)
  const taken = new Uint8Array(candidates.length)
  const take = (at: number) => {
    const chosen = candidates[at]
    if (!chosen) return
    taken[at] = 1
    listed.push(chosen)
    if (variety === 0) return
    candidates.forEach(({ itemId }, other) => {
      if (taken[other] === 1) return
      nearest[other] = Math.max(nearest[other] ?? 0, similarity(chosen.itemId, itemId))
    })
  }
  const promoted = candidates.flatMap(({ promoted }, at) => (promoted ? [at] : []))
  while (listed.length < Math.min(count, candidates.length)) {
    const pushed = listed.length > 0 ? promoted.find((at) => taken[at] === 0) : undefined
    if (pushed !== undefined) {
      take(pushed)
      continue
    }
    let best = -1
    let most = -Infinity
    values.forEach((value, at) => {
      const marginal = (1 - variety) * value - variety * (nearest[at] ?? 0)
      if (taken[at] === 0 && marginal > most) {
        best = at
        most = marginal
      }
    })
    take(best)
  }
  return listed
}

function valuesOf(candidates: readonly Candidate[], { now, freshness }: RankOptions): number[] {
  const all = candidates.map(({ relevance }) => relevance)
  const least = Math.min(...all)
  const range = Math.max(...all) - least
  return candidates.map(({ relevance, publishedAt, quality }) => {
    const fit = range > 0 ? (relevance - least) / range : 0
    const ageDays = Math.max(0, now.getTime() - publishedAt.getTime()) / DAY_MS
    const fresh = 2 ** (-ageDays / NEW_FOR_DAYS)
    return (1 - freshness) * fit + freshness * fresh + QUALITY_SHARE * (quality - 0.5)
  })
}
