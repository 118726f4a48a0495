import { standardise } from '../models/clusters/points.ts'
import { chooseClusters } from '../models/clusters/silhouette.ts'
import type { FeatureTable } from '../models/feature-table.ts'
import { nameSegments, type Profile } from './name-segments.ts'
import { LEAST_MEMBERS, type SegmentKey } from './segment.ts'

/** What people are grouped by; counts and days in logarithms, for they are all tail. */
const features = [
  'days_since_registered',
  'days_since_active',
  'purchases',
  'log_spent',
  'active_days_90',
  'items_opened',
  'completions',
  'marks',
  'open_orders',
] as const
/** As many names as there are; a creator can act on few groups. */
const MOST_CLUSTERS = 7

export type Group = { key: SegmentKey; rows: number[]; centroid: Record<string, number> }
export type Grouping = {
  groups: Group[]
  k: number
  silhouette: number
  tried: { k: number; silhouette: number }[]
}

/** Groups rows of features by k-means; groups too small to be told of are put together. */
export function groupPeople(table: FeatureTable, seed: number): Grouping {
  const raw = rawValues(table)
  const scaled = raw.map((value, at) => (at % features.length === 3 ? value : Math.log1p(value)))
  const { points } = standardise({
    count: table.rows,
    dimensions: features.length,
    values: scaled,
  })
  const found = chooseClusters(points, seed, MOST_CLUSTERS)
  const clusters = Array.from({ length: found.k }, (_, cluster) =>
    [...found.labels.keys()].filter((row) => found.labels[row] === cluster),
  ).filter((rows) => rows.length > 0)
  const names = nameSegments(clusters.map((rows) => profileOf(rows, raw, points.values)))
  const groups = new Map<SegmentKey, number[]>()
  clusters.forEach((rows, at) => {
    const key = rows.length < LEAST_MEMBERS ? 'other' : (names[at] ?? 'other')
    groups.set(key, [...(groups.get(key) ?? []), ...rows])
  })
  return {
    groups: [...groups]
      .filter(([, rows]) => rows.length >= LEAST_MEMBERS)
      .map(([key, rows]) => ({ key, rows, centroid: profileOf(rows, raw, points.values).mean })),
    k: found.k,
    silhouette: found.silhouette,
    tried: found.tried,
  }
}

/** Who never did anything has been quiet since they registered; nothing else can be missing. */
function rawValues(table: FeatureTable): Float64Array {
  const width = table.names.length
  const columns = features.map((feature) => table.names.indexOf(feature))
  const registered = table.names.indexOf('days_since_registered')
  const raw = new Float64Array(table.rows * features.length)
  for (let row = 0; row < table.rows; row++) {
    columns.forEach((column, at) => {
      const value = table.values[row * width + column] ?? Number.NaN
      const known = Number.isNaN(value) ? table.values[row * width + registered] : value
      raw[row * features.length + at] = Math.max(0, known ?? 0)
    })
  }
  return raw
}

function profileOf(rows: readonly number[], raw: Float64Array, scaled: Float64Array): Profile {
  const meanOf = (values: Float64Array, at: number) =>
    rows.reduce((sum, row) => sum + (values[row * features.length + at] ?? 0), 0) / rows.length
  return {
    mean: Object.fromEntries(features.map((feature, at) => [feature, meanOf(raw, at)])),
    apart: Object.fromEntries(features.map((feature, at) => [feature, meanOf(scaled, at)])),
  }
}
