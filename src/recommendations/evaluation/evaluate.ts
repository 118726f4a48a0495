import { historyOf, type Interactions } from '../matrix/interactions.ts'
import type { Recommender } from '../models/model.ts'
import { recommend } from '../models/recommend.ts'
import { judgeRanking, type Metrics, noMetrics } from './metrics.ts'

/** What a model is to foretell. All matrices number people and items in the same way. */
export type EvaluationTask = {
  /** What the model knows of each person; popularity is counted here. */
  known: Interactions
  /** What each person chose after that; people without any are left out. */
  wanted: Interactions
  /** More that is not to be recommended again, for example the validation part. */
  masked?: Interactions
  /** Length of the lists. */
  count: number
}

/** Means over people, and what is told of all lists together. */
export type Evaluation = Metrics & {
  /** How many people were judged. */
  people: number
  /** Share of the items that anybody was recommended. */
  coverage: number
  /** Mean of -log2 of the share of people who know a recommended item, in bits. */
  novelty: number
  /** Mean popularity of recommended items ÷ that of the items in the same people's histories. */
  popularityBias: number
}

/** Ranks all items but the known and the masked for everybody, and judges the lists. */
export function evaluate(recommender: Recommender, task: EvaluationTask): Evaluation {
  return summarize([tally(recommender, task, 0, task.known.people)], task)
}

/** Sums over some people, to be added up. */
export type Tally = {
  people: number
  metrics: Metrics
  /** How often each item was recommended. */
  recommended: Uint32Array
  /** Sum over people of the mean popularity of their histories. */
  past: number
}

/** The sums over the people [from, to). */
export function tally(
  recommender: Recommender,
  { known, wanted, masked, count }: EvaluationTask,
  from: number,
  to: number,
): Tally {
  const { itemCount } = known
  const popularity = popularityOf(known)
  const sums: Tally = {
    people: 0,
    metrics: { ...noMetrics },
    past: 0,
    recommended: new Uint32Array(itemCount),
  }
  const scores = new Float32Array(itemCount)
  for (let person = from; person < to; person++) {
    const truth = historyOf(wanted, person).items
    if (truth.length === 0) continue
    const history = historyOf(known, person)
    recommender.score(history, scores)
    for (const item of history.items) scores[item] = -Infinity
    if (masked) for (const item of historyOf(masked, person).items) scores[item] = -Infinity
    const { items } = recommend(scores, { count })
    const isWanted = (item: number) => truth.includes(item)
    add(sums.metrics, judgeRanking(items, isWanted, truth.length, count))
    for (const item of items) sums.recommended[item] = (sums.recommended[item] ?? 0) + 1
    sums.past += mean(history.items, popularity)
    sums.people++
  }
  return sums
}

/** The means, of everybody's sums. */
export function summarize(parts: Tally[], { known }: EvaluationTask): Evaluation {
  const total = { ...noMetrics }
  const recommended = new Uint32Array(known.itemCount)
  for (const { metrics, recommended: counts } of parts) {
    add(total, metrics)
    counts.forEach((times, item) => {
      recommended[item] = (recommended[item] ?? 0) + times
    })
  }
  const people = parts.reduce((sum, part) => sum + part.people, 0)
  const past = parts.reduce((sum, part) => sum + part.past, 0) / Math.max(1, people)
  const popularity = popularityOf(known)
  let lists = 0
  let bits = 0
  let weight = 0
  recommended.forEach((times, item) => {
    const fans = popularity[item] ?? 0
    lists += times
    weight += times * fans
    bits -= times * Math.log2(Math.max(1, fans) / Math.max(1, known.people))
  })
  return {
    ...(Object.fromEntries(
      Object.entries(total).map(([name, sum]) => [name, sum / Math.max(1, people)]),
    ) as Metrics),
    people,
    coverage: recommended.filter((times) => times > 0).length / Math.max(1, known.itemCount),
    novelty: bits / Math.max(1, lists),
    popularityBias: past > 0 ? weight / Math.max(1, lists) / past : 0,
  }
}

function popularityOf({ itemCount, items }: Interactions): Uint32Array {
  const popularity = new Uint32Array(itemCount)
  for (const item of items) popularity[item] = (popularity[item] ?? 0) + 1
  return popularity
}

function mean(items: Uint32Array, popularity: Uint32Array): number {
  let sum = 0
  for (const item of items) sum += popularity[item] ?? 0
  return items.length > 0 ? sum / items.length : 0
}

function add(sums: Metrics, one: Metrics): void {
  sums.recall += one.recall
  sums.precision += one.precision
  sums.hit += one.hit
  sums.mrr += one.mrr
  sums.ndcg += one.ndcg
}
