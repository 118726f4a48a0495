/** What a ranking of one person, or the mean of many, is worth. */
export type Metrics = {
  recall: number
  precision: number
  hit: number
  mrr: number
  ndcg: number
}

export const noMetrics: Metrics = { recall: 0, precision: 0, hit: 0, mrr: 0, ndcg: 0 }

/**
 * Of a list of `count` recommendations, best first, against what the person really chose (T, not
 * empty; `isWanted` tells). As RecBole defines them (https://recbole.io/docs/recbole/recbole.evaluator.metrics.html):
 * recall = hits/|T|, precision = hits/count even if the list is shorter, hit = any, mrr = 1/rank of
 * the first hit, ndcg = Σ 1/log2(rank + 1) over the hits ÷ the same over the first min(|T|, count).
 */
export function judgeRanking(
  list: ArrayLike<number>,
  isWanted: (item: number) => boolean,
  wanted: number,
  count: number,
): Metrics {
  let hits = 0
  let first = 0
  let gain = 0
  for (let rank = 1; rank <= Math.min(count, list.length); rank++) {
    if (!isWanted(list[rank - 1] ?? -1)) continue
    hits++
    if (first === 0) first = rank
    gain += 1 / Math.log2(rank + 1)
  }
  let best = 0
  for (let rank = 1; rank <= Math.min(wanted, count); rank++) best += 1 / Math.log2(rank + 1)
  return {
    recall: hits / wanted,
    precision: hits / count,
    hit: hits > 0 ? 1 : 0,
    mrr: first > 0 ? 1 / first : 0,
    ndcg: gain / best,
  }
}
