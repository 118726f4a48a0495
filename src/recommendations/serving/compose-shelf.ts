import { inArray } from 'drizzle-orm'
import * as analytics from '#analytics'
import type { Ctx } from '#platform/ctx.ts'
import { mayLearnFrom } from '../choices/may-learn-from.ts'
import { type Arm, armOf } from '../experiment/arm-of.ts'
import type { History } from '../matrix/interactions.ts'
import { scoreFresh } from '../models/content.ts'
import { getRecommendationSettings, type RecommendationSettings } from '../settings.ts'
import { type Past, readHistory } from '../signals/read-history.ts'
import { loadServed, type Served } from '../store/load-served.ts'
import { freshNeighbours } from '../tables.ts'
import type { Taste } from '../visitors/taste.ts'
import { historyIn, type Judged, judge } from './judge.ts'
import { likeness } from './likeness.ts'
import { rank } from './rank.ts'
import { type Reason, reasonFor } from './reason.ts'
import { showable } from './showable.ts'

export type Shelf = {
  shown: { itemId: string; reason: Reason }[]
  /** Whether what this person did decided; else it is what most people like. */
  isPersonal: boolean
  arm: Arm
  modelId: string
  /** Whether what is shown may be kept: not for a member who does not want to be learnt from. */
  mayNote: boolean
}

/** Candidates a model proposes before anything is filtered; more, where that was too few. */
const CANDIDATES = [200, 2_000]
/** What a visitor's reads weigh: all the same, the newest a little more. */
const TASTE_WEIGHT = 0.5

/**
 * Chooses what `ctx.actor` is to see and why, and keeps nothing of it; null before the first
 * training and while recommending is off.
 */
export async function composeShelf(
  ctx: Ctx,
  { count, taste }: { count: number; taste: Taste },
): Promise<Shelf | null> {
  const [settings, model] = await Promise.all([getRecommendationSettings(ctx), loadServed(ctx)])
  if (!model || settings.personalisation === 'off') return null
  const past = await pastOf(ctx, settings, taste)
  const arm = past && ctx.actor.kind === 'person' ? armOf(ctx.actor.personId, settings) : 'model'
  const history = historyIn(model, past ?? [])
  const byPopularity = arm === 'control'
  const { dismissed } = taste
  const isCold = past !== null && history.items.length === 0 && ctx.actor.kind === 'person'
  const segment = isCold ? await segmentOf(ctx) : null
  const shown = await choose(ctx, {
    ...{ dismissed, model, settings, history, past: past ?? [], byPopularity, segment, count },
  })
  const isPersonal = history.items.length > 0 && !byPopularity
  return { shown, isPersonal, arm, modelId: model.modelId, mayNote: past !== null }
}

/** Null for a member who does not want to be learnt from: then nothing is kept of it either. */
async function pastOf(
  ctx: Ctx,
  { weights, personalisation }: RecommendationSettings,
  { reads }: Taste,
): Promise<Past[] | null> {
  if (ctx.actor.kind !== 'person') {
    if (personalisation !== 'notice') return []
    return reads.map((itemId, at) => ({
      itemId,
      weight: TASTE_WEIGHT * (1 + at / reads.length),
      at: ctx.now,
    }))
  }
  const { personId } = ctx.actor
  return (await mayLearnFrom(ctx, personId, { personalisation }))
    ? readHistory(ctx, personId, weights)
    : null
}

function segmentOf(ctx: Ctx): Promise<string | null> | null {
  return ctx.actor.kind === 'person' ? analytics.segmentOf(ctx, ctx.actor.personId) : null
}

type Choosing = {
  model: Served
  settings: RecommendationSettings
  history: History
  past: readonly Past[]
  /** Of a visitor; of a member the database knows. */
  dismissed: readonly string[]
  byPopularity: boolean
  /** Of a member of whom nothing else is known. */
  segment: string | null
  count: number
}

async function choose(ctx: Ctx, choosing: Choosing) {
  const { model, settings, history, past, dismissed, byPopularity, segment, count } = choosing
  const { freshness, variety, promoted } = settings
  const seen = new Set(past.map(({ itemId }) => itemId))
  const fresh = byPopularity ? [] : await freshFor(ctx, model, history)
  for (const size of CANDIDATES) {
    const judged = judge(model, history, { count: size, byPopularity, segment })
    const scores = new Map([...judged, ...fresh].map(({ itemId, score }) => [itemId, score]))
    for (const id of promoted) if (!scores.has(id)) scores.set(id, 0)
    const able = await showable(ctx, [...scores.keys()])
    const candidates = [...scores].flatMap(([itemId, relevance]) => {
      const found = able.get(itemId)
      if (!found || seen.has(itemId) || dismissed.includes(itemId)) return []
      const { publishedAt, quality } = found
      return [{ itemId, relevance, publishedAt, quality, promoted: promoted.includes(itemId) }]
    })
    const isLast = size >= model.itemIds.length || size === CANDIDATES.at(-1)
    if (candidates.length < count && !isLast) continue
    const plain = byPopularity ? { freshness: 0, variety: 0 } : { freshness, variety }
    const options = { ...plain, count, now: ctx.now, similarity: likeness(model) }
    return rank(candidates, options).map(({ itemId, promoted: isPushed }) => ({
      itemId,
      reason: reasonOf(itemId, isPushed),
    }))
  }
  return []

  function reasonOf(itemId: string, isPushed: boolean): Reason {
    if (isPushed) return { kind: 'promoted' }
    if (byPopularity) return { kind: 'popular' }
    const isFresh = fresh.some((one) => one.itemId === itemId)
    return isFresh ? { kind: 'new' } : reasonFor(model, history, itemId)
  }
}

/** Items that came after training, judged by content alone and put on the scale of the model. */
async function freshFor(ctx: Ctx, model: Served, history: History): Promise<Judged[]> {
  if (!model.content || history.items.length === 0) return []
  const known = [...history.items].map((number) => model.itemIds[number] ?? '')
  const rows = await ctx.db
    .select()
    .from(freshNeighbours)
    .where(inArray(freshNeighbours.neighbourId, known))
  const near = Map.groupBy(
    rows.filter(({ itemId }) => !model.numberOf.has(itemId)),
    ({ itemId }) => itemId,
  )
  if (near.size === 0) return []
  const [byContent, byModel] = [model.content, model.chosen].map((recommender) => {
    const scores = new Float32Array(model.itemIds.length)
    recommender.score(history, scores)
    return spreadOf(scores)
  })
  return [...near].map(([itemId, neighbours]) => {
    const score = scoreFresh(history, {
      items: Uint32Array.from(neighbours, (one) => model.numberOf.get(one.neighbourId) ?? 0),
      weights: Float32Array.from(neighbours, ({ similarity }) => similarity),
    })
    const z = (score - (byContent?.mean ?? 0)) / (byContent?.deviation || 1)
    return { itemId, score: (byModel?.mean ?? 0) + z * (byModel?.deviation ?? 0) }
  })
}

function spreadOf(scores: Float32Array) {
  const mean = scores.reduce((sum, score) => sum + score, 0) / Math.max(1, scores.length)
  const squares = scores.reduce((sum, score) => sum + (score - mean) ** 2, 0)
  return { mean, deviation: Math.sqrt(squares / Math.max(1, scores.length)) }
}
