import { seededRandom } from '#kernel/random.ts'
import { type Clustering, kMeans } from './k-means.ts'
import { distance2, type Points } from './points.ts'

export type SilhouetteOptions = { seed: number; mostPoints?: number }

/** Exact up to here: 3,000² distances of a few axes take a tenth of a second. */
const EXACT_UP_TO = 3_000

/**
 * Mean silhouette (Rousseeuw, Journal of Computational and Applied Mathematics 20, 1987): (b - a) /
 * max(a, b) with a the mean distance to the own cluster and b that to the nearest other one; 0 for
 * one that stands alone. From -1 to 1. Of more points than `mostPoints` a seeded sample is taken,
 * and distances are measured within the sample.
 */
export function silhouette(
  points: Points,
  { labels, k }: Pick<Clustering, 'labels' | 'k'>,
  { seed, mostPoints = EXACT_UP_TO }: SilhouetteOptions,
): number {
  const chosen = sampleOf(points.count, mostPoints, seed)
  const sizes = new Float64Array(k)
  for (const at of chosen) sizes[labels[at] ?? 0] = (sizes[labels[at] ?? 0] ?? 0) + 1
  const sums = new Float64Array(k)
  let total = 0
  for (const at of chosen) {
    sums.fill(0)
    for (const other of chosen) {
      const cluster = labels[other] ?? 0
      sums[cluster] = (sums[cluster] ?? 0) + Math.sqrt(distance2(points, at, points.values, other))
    }
    total += widthOf(sums, sizes, labels[at] ?? 0)
  }
  return total / Math.max(1, chosen.length)
}

export type ChosenClustering = Clustering & {
  silhouette: number
  /** The silhouette of each number of clusters that was tried. */
  tried: { k: number; silhouette: number }[]
}

/** So many points show how many clusters there are; then all of them are grouped. */
const CHOOSE_ON = 4_000

/**
 * k-means with the number of clusters, from 2 to 8, that has the highest silhouette. Of many points
 * a seeded sample chooses, and the silhouettes are those of the sample.
 */
export function chooseClusters(points: Points, seed: number, most = 8): ChosenClustering {
  if (points.count > CHOOSE_ON) {
    const chosen = chooseClusters(pick(points, sampleOf(points.count, CHOOSE_ON, seed)), seed, most)
    const all = kMeans(points, { k: chosen.k, seed, restarts: 3 })
    return { ...all, silhouette: chosen.silhouette, tried: chosen.tried }
  }
  const ks = Array.from({ length: most - 1 }, (_, at) => at + 2).filter((k) => k < points.count)
  const runs = ks.map((k) => {
    const clustering = kMeans(points, { k, seed })
    return { ...clustering, silhouette: silhouette(points, clustering, { seed }) }
  })
  const [first, ...others] = runs
  if (!first) throw new RangeError(`${points.count} points are too few to group`)
  const best = others.reduce((one, next) => (next.silhouette > one.silhouette ? next : one), first)
  return { ...best, tried: runs.map((run) => ({ k: run.k, silhouette: run.silhouette })) }
}

function widthOf(sums: Float64Array, sizes: Float64Array, own: number): number {
  const others = (sizes[own] ?? 0) - 1
  if (others <= 0) return 0
  const inside = (sums[own] ?? 0) / others
  let outside = Number.POSITIVE_INFINITY
  for (let cluster = 0; cluster < sums.length; cluster++) {
    if (cluster === own || sizes[cluster] === 0) continue
    outside = Math.min(outside, (sums[cluster] ?? 0) / (sizes[cluster] ?? 1))
  }
  if (outside === Number.POSITIVE_INFINITY) return 0
  const largest = Math.max(inside, outside)
  return largest === 0 ? 0 : (outside - inside) / largest
}

function pick({ dimensions, values }: Points, chosen: Uint32Array): Points {
  const picked = new Float64Array(chosen.length * dimensions)
  chosen.forEach((point, at) => {
    const from = point * dimensions
    picked.set(values.subarray(from, from + dimensions), at * dimensions)
  })
  return { count: chosen.length, dimensions, values: picked }
}

function sampleOf(count: number, most: number, seed: number): Uint32Array {
  const all = Uint32Array.from({ length: count }, (_, at) => at)
  if (count <= most) return all
  const random = seededRandom(seed)
  for (let at = 0; at < most; at++) {
    const other = at + Math.floor(random() * (count - at))
    const held = all[at] ?? 0
    all[at] = all[other] ?? 0
    all[other] = held
  }
  return all.subarray(0, most)
}
