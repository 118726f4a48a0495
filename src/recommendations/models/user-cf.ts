import { type History, historyOf, type Interactions } from '../matrix/interactions.ts'
import {
  type Crowd,
  compareToCrowd,
  crowdOf,
  type Likeness,
  type UserSimilarityOptions,
} from './compare-to-crowd.ts'
import type { Contribution, Recommender, Trained } from './model.ts'
import { recommend } from './recommend.ts'

export type UserCfParameters = UserSimilarityOptions & {
  /** How many of the most similar people speak. */
  neighbours: number
  /** Whether people of the opposite taste speak as well. */
  signs: 'all' | 'positive'
  /**
   * `centred`: r̄_u + Σ s_uv (r_vi - r̄_v) / Σ |s_uv|. `unnormalised`: the same without the
   * denominator, as the original description prints it. `weighted-mean`: Σ s_uv r_vi / Σ |s_uv|.
   * `numerator`: Σ s_uv r_vi, for events.
   */
  prediction: 'centred' | 'unnormalised' | 'weighted-mean' | 'numerator'
}

/** For ratings. */
export const userCfDefaults: UserCfParameters = {
  missing: 'absent',
  shrinkage: 25,
  minimumOverlap: 2,
  neighbours: 40,
  signs: 'all',
  prediction: 'centred',
}

/** For events; RECSYS §2.1. */
export const userCfOnEvents: UserCfParameters = {
  missing: 'zero',
  shrinkage: 0,
  minimumOverlap: 1,
  neighbours: 150,
  signs: 'positive',
  prediction: 'numerator',
}

/**
 * User-based collaborative filtering (Resnick et al., CSCW 1994): nothing to be learnt but who had
 * what. The sums are over those neighbours who rated the item. The original description turns this
 * formula into the item-based one “by substitution”, which it cannot: its s is of people.
 */
export function trainUserCf(
  interactions: Interactions,
  parameters: UserCfParameters = userCfDefaults,
): Trained {
  const { people, itemCount, offsets, items, weights } = interactions
  const arrays = { offsets, items, weights }
  return { kind: 'user-cf', itemCount, parameters: { ...parameters, people }, arrays }
}

/**
 * A person who is in the training data is their own best neighbour: that speaks only for what they
 * already had. Explanations divide each neighbour's word among the items both had, by how much each
 * adds to the similarity. Time per person: Σ over the history of that item's people.
 */
export function userCfRecommender(trained: Trained): Recommender {
  const { offsets, items, weights } = trained.arrays as unknown as Interactions
  const { itemCount } = trained
  const people = Number(trained.parameters.people)
  const crowd = crowdOf({ people, itemCount, offsets, items, weights })
  const parameters = trained.parameters as unknown as UserCfParameters
  const means = Float64Array.from({ length: people }, (_, person) =>
    meanOf(historyOf(crowd.matrix, person), itemCount, parameters),
  )
  return {
    score: (history, scores) => {
      const { sums, sizes } = addVoices(
        crowd,
        askCrowd(crowd, history, parameters),
        means,
        parameters,
      )
      const base = baseOf(history, itemCount, parameters)
      for (let item = 0; item < itemCount; item++) {
        const size = sizes[item] ?? 0
        const divisor = isQuotient(parameters) ? size : 1
        scores[item] = divisor > 0 ? base.heard + (sums[item] ?? 0) / divisor : base.silent
      }
    },
    explain: (history, item) => {
      const voices = askCrowd(crowd, history, parameters)
      const { sizes } = addVoices(crowd, voices, means, parameters)
      const base = baseOf(history, itemCount, parameters)
      const divisor = isQuotient(parameters) ? (sizes[item] ?? 0) : 1
      if (divisor === 0) return { base: base.silent, contributions: [] }
      const centre = isCentred(parameters) ? means : new Float64Array(people)
      const contributions = sharesOf(crowd, voices, history, item, centre, divisor)
      return { base: base.heard, contributions }
    },
  }
}

type Voices = { likeness: Likeness; neighbours: Uint32Array }

function askCrowd(crowd: Crowd, history: History, parameters: UserCfParameters): Voices {
  const likeness = compareToCrowd(crowd, history, parameters)
  const strength = Float32Array.from(likeness.of, (near) => {
    const counts = parameters.signs === 'all' ? near !== 0 : near > 0
    return counts ? Math.abs(near) : -Infinity
  })
  return { likeness, neighbours: recommend(strength, { count: parameters.neighbours }).items }
}

/** Of every item Σ s (r - r̄) or Σ s r, and Σ |s|, over the neighbours who rated it. */
function addVoices(
  { matrix }: Crowd,
  { likeness, neighbours }: Voices,
  means: Float64Array,
  parameters: UserCfParameters,
) {
  const sums = new Float64Array(matrix.itemCount)
  const sizes = new Float64Array(matrix.itemCount)
  for (const person of neighbours) {
    const near = likeness.of[person] ?? 0
    const centre = isCentred(parameters) ? (means[person] ?? 0) : 0
    const to = matrix.offsets[person + 1] ?? 0
    for (let at = matrix.offsets[person] ?? 0; at < to; at++) {
      const item = matrix.items[at] ?? 0
      sums[item] = (sums[item] ?? 0) + near * ((matrix.weights[at] ?? 0) - centre)
      sizes[item] = (sizes[item] ?? 0) + Math.abs(near)
    }
  }
  return { sums, sizes }
}

function sharesOf(
  { matrix, byItem }: Crowd,
  { likeness, neighbours }: Voices,
  history: History,
  item: number,
  centre: Float64Array,
  divisor: number,
): Contribution[] {
  const voices = new Map<number, number>()
  for (const person of neighbours) {
    const { items, weights } = historyOf(matrix, person)
    const at = items.indexOf(item)
    if (at >= 0) voices.set(person, ((weights[at] ?? 0) - (centre[person] ?? 0)) / divisor)
  }
  const isOverAll = likeness.isOverAll
  const shares = [...history.items].map((own, position) => {
    const theirs = new Map(isOverAll ? [...voices.keys()].map((person) => [person, 0]) : [])
    const fans = historyOf(byItem, own)
    fans.items.forEach((person, at) => {
      if (voices.has(person)) theirs.set(person, fans.weights[at] ?? 0)
    })
    let share = 0
    for (const [person, weight] of theirs) {
      const part = likeness.part(person, history.weights[position] ?? 0, weight)
      share += part * (voices.get(person) ?? 0)
    }
    return { item: own, share }
  })
  return shares.filter(({ share }) => share !== 0).sort((a, b) => b.share - a.share)
}

/** What holds for the person anyway, where neighbours speak and where they are silent. */
function baseOf(history: History, itemCount: number, parameters: UserCfParameters) {
  if (parameters.prediction === 'numerator') return { heard: 0, silent: 0 }
  const mean = meanOf(history, itemCount, parameters)
  return { heard: isCentred(parameters) ? mean : 0, silent: mean }
}

function meanOf({ weights }: History, itemCount: number, { missing }: UserCfParameters): number {
  const count = missing === 'zero' ? itemCount : weights.length
  return count > 0 ? weights.reduce((sum, weight) => sum + weight, 0) / count : 0
}

function isCentred({ prediction }: UserCfParameters): boolean {
  return prediction === 'centred' || prediction === 'unnormalised'
}

function isQuotient({ prediction }: UserCfParameters): boolean {
  return prediction === 'centred' || prediction === 'weighted-mean'
}
