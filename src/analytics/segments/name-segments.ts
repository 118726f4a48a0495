import type { SegmentKey } from './segment.ts'

/** The mean of each feature in a group, and by how many deviations it differs from everybody's. */
export type Profile = { mean: Record<string, number>; apart: Record<string, number> }

/** What a name claims: which way each feature should differ, and what must hold at all. */
type Claim = { weights: Record<string, number>; holds: (mean: Record<string, number>) => boolean }

const buys = (mean: Record<string, number>) => (mean.purchases ?? 0) >= 1

const claims: Record<Exclude<SegmentKey, 'other'>, Claim> = {
  champions: {
    weights: { purchases: 1, log_spent: 1, active_days_90: 1, days_since_active: -1 },
    holds: buys,
  },
  loyal: { weights: { purchases: 1, log_spent: 1, days_since_registered: 0.5 }, holds: buys },
  learners: {
    weights: { completions: 1.5, items_opened: 1, active_days_90: 1 },
    holds: (mean) => (mean.completions ?? 0) >= 1,
  },
  at_risk: {
    weights: { purchases: 1, log_spent: 1, days_since_active: 1, active_days_90: -1 },
    holds: (mean) => buys(mean) && (mean.days_since_active ?? 0) >= 30,
  },
  sleeping: {
    weights: { days_since_active: 1.5, active_days_90: -1, purchases: -0.5 },
    holds: (mean) => (mean.days_since_active ?? 0) >= 60,
  },
  new: {
    weights: { days_since_registered: -2, days_since_active: -0.5 },
    holds: (mean) => (mean.days_since_registered ?? 0) < 60,
  },
  window_shoppers: {
    weights: { purchases: -1, log_spent: -1, marks: 0.5, open_orders: 0.5 },
    holds: (mean) => (mean.purchases ?? 0) < 0.5,
  },
}

/**
 * A name for each group, each name at most once: whoever resembles a claim most (the cosine between
 * how the group differs and what the name says) takes it first; who fits none is `other`.
 */
export function nameSegments(profiles: readonly Profile[]): SegmentKey[] {
  const names = profiles.map((): SegmentKey => 'other')
  const offers = profiles.flatMap((profile, group) =>
    (Object.keys(claims) as (keyof typeof claims)[]).flatMap((key) => {
      const { weights, holds } = claims[key]
      const likeness = cosine(weights, profile.apart)
      return holds(profile.mean) && likeness > 0 ? [{ group, key, likeness }] : []
    }),
  )
  offers.sort((a, b) => b.likeness - a.likeness)
  const given = new Set<string>()
  for (const { group, key } of offers) {
    if (names[group] !== 'other' || given.has(key)) continue
    names[group] = key
    given.add(key)
  }
  return names
}

function cosine(weights: Record<string, number>, apart: Record<string, number>): number {
  let dot = 0
  let length = 0
  for (const [feature, weight] of Object.entries(weights)) {
    dot += weight * (apart[feature] ?? 0)
    length += weight ** 2
  }
  const whole = Object.values(apart).reduce((sum, one) => sum + one ** 2, 0)
  return dot / Math.max(1e-12, Math.sqrt(length * whole))
}
