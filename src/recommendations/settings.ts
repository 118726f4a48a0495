import { z } from 'zod'
import type { Ctx } from '#platform/ctx.ts'
import { readNamed, saveNamed } from '#platform/settings/named-settings.ts'
import { modelKinds } from './models/model.ts'

const part = z.number().min(0).max(1)
const weight = z.number().min(0).max(10)

/**
 * What each signal is worth, as data. A person's weight for an item is the sum over its signals of
 * worth × strength × 2^(−age / half-life), at most `cap`. Strength is 1, but for a view the part
 * of `fullViewSeconds` it lasted, for progress the part of the course, for a rating
 * `stars[stars − 1]`.
 */
export const signalWeights = z.strictObject({
  view: weight.default(0.3),
  study: weight.default(0.5),
  progress: weight.default(0.7),
  completion: weight.default(1),
  purchase: weight.default(1),
  like: weight.default(0.6),
  bookmark: weight.default(0.5),
  rating: weight.default(1),
  search: weight.default(0.2),
  stars: z.tuple([weight, weight, weight, weight, weight]).default([0, 0, 0.4, 0.8, 1]),
  halfLifeDays: z.number().min(1).max(3650).default(180),
  cap: z.number().min(0.1).max(10).default(3),
  /** A look that lasted this long counts in full. */
  fullViewSeconds: z.number().min(1).max(3600).default(90),
  /** Shorter than this is a bounce and counts for nothing. */
  bounceSeconds: z.number().min(0).max(600).default(5),
  /** Who looks at more different items than this in a day is a machine. */
  botItemsADay: z.int().min(10).max(100_000).default(200),
})
export type SignalWeights = z.infer<typeof signalWeights>

export const recommendationSettings = z.strictObject({
  /** notice: on until a person turns it off · ask: off until they turn it on · off: for nobody. */
  personalisation: z.enum(['notice', 'ask', 'off']).default('notice'),
  weights: signalWeights.default(signalWeights.parse({})),
  /** `auto` lets held-out data decide. */
  model: z.enum(['auto', ...modelKinds]).default('auto'),
  /** 0: what has proved itself · 1: what is new. */
  freshness: part.default(0.15),
  /** 0: most fitting only · 1: as different from each other as can be (MMR's 1 − λ). */
  variety: part.default(0.25),
  /** Items that the owner pushes; they are marked as such wherever they are shown. */
  promoted: z.array(z.uuid()).max(5).default([]),
  /** Shows “most popular” to a part of the people, so that the others' gain can be measured. */
  experiment: z.boolean().default(true),
  controlPercent: z.int().min(0).max(50).default(20),
  /** Seconds that training may look for parameters. */
  searchSeconds: z.int().min(5).max(3600).default(60),
})
export type RecommendationSettings = z.infer<typeof recommendationSettings>

const KEY = 'recommendations'

export async function getRecommendationSettings(ctx: Ctx): Promise<RecommendationSettings> {
  return readNamed(ctx, KEY, recommendationSettings)
}

/** Changes the named ones and leaves the others; refuses `settings.invalid`. Owner only. */
export async function saveRecommendationSettings(
  ctx: Ctx,
  changes: Partial<z.input<typeof recommendationSettings>>,
): Promise<RecommendationSettings> {
  return saveNamed(ctx, KEY, recommendationSettings, changes)
}
