import { seededRandom } from '#kernel/random.ts'
import { distance2, type Points } from './points.ts'

export type KMeansOptions = { k: number; seed: number; restarts?: number; maxSteps?: number }

/** `labels[point]` is its cluster; inertia is the sum of squared distances to the own centre. */
export type Clustering = {
  k: number
  labels: Uint8Array
  centres: Float64Array
  inertia: number
}

/**
 * k-means by Lloyd's algorithm from k-means++ seeds (Arthur & Vassilvitskii, SODA 2007), the best
 * of some restarts; a cluster that runs empty takes the point that is worst served. 1 ≤ k ≤ 255
 * and k at most the number of points; deterministic for a seed.
 */
export function kMeans(points: Points, options: KMeansOptions): Clustering {
  const { k, seed, restarts = 8, maxSteps = 100 } = options
  if (k < 1 || k > 255 || k > points.count) throw new RangeError(`${k} clusters`)
  const random = seededRandom(seed)
  let best: Clustering | null = null
  for (let run = 0; run < restarts; run++) {
    const found = lloyd(points, seedCentres(points, k, random), k, maxSteps)
    if (!best || found.inertia < best.inertia) best = found
  }
  if (!best) throw new RangeError('no restarts')
  return best
}

function seedCentres(points: Points, k: number, random: () => number): Float64Array {
  const { count, dimensions, values } = points
  const centres = new Float64Array(k * dimensions)
  const nearest = new Float64Array(count).fill(Number.POSITIVE_INFINITY)
  let chosen = Math.floor(random() * count)
  for (let centre = 0; centre < k; centre++) {
    const from = chosen * dimensions
    centres.set(values.subarray(from, from + dimensions), centre * dimensions)
    let total = 0
    for (let at = 0; at < count; at++) {
      nearest[at] = Math.min(nearest[at] ?? 0, distance2(points, at, centres, centre))
      total += nearest[at] ?? 0
    }
    let left = random() * total
    chosen = 0
    while (chosen < count - 1 && left >= (nearest[chosen] ?? 0)) left -= nearest[chosen++] ?? 0
  }
  return centres
}

function lloyd(points: Points, centres: Float64Array, k: number, maxSteps: number): Clustering {
  const labels = new Uint8Array(points.count)
  const distances = new Float64Array(points.count)
  let inertia = assign(points, centres, k, labels, distances)
  for (let step = 0; step < maxSteps; step++) {
    moveCentres(points, centres, k, labels, distances)
    const next = assign(points, centres, k, labels, distances)
    const isSettled = inertia - next <= 1e-10 * inertia
    inertia = next
    if (isSettled) break
  }
  return { k, labels, centres, inertia }
}

/** Puts every point to its nearest centre; the sum of squared distances. */
function assign(
  points: Points,
  centres: Float64Array,
  k: number,
  labels: Uint8Array,
  distances: Float64Array,
): number {
  let inertia = 0
  for (let at = 0; at < points.count; at++) {
    let nearest = Number.POSITIVE_INFINITY
    for (let centre = 0; centre < k; centre++) {
      const apart = distance2(points, at, centres, centre)
      if (apart >= nearest) continue
      nearest = apart
      labels[at] = centre
    }
    distances[at] = nearest
    inertia += nearest
  }
  return inertia
}

function moveCentres(
  points: Points,
  centres: Float64Array,
  k: number,
  labels: Uint8Array,
  distances: Float64Array,
): void {
  const { count, dimensions, values } = points
  const sizes = new Uint32Array(k)
  centres.fill(0)
  for (let at = 0; at < count; at++) {
    const centre = labels[at] ?? 0
    sizes[centre] = (sizes[centre] ?? 0) + 1
    for (let axis = 0; axis < dimensions; axis++) {
      const place = centre * dimensions + axis
      centres[place] = (centres[place] ?? 0) + (values[at * dimensions + axis] ?? 0)
    }
  }
  for (let centre = 0; centre < k; centre++) {
    const size = sizes[centre] ?? 0
    const from = centre * dimensions
    if (size === 0) {
      const worst = distances.indexOf(distances.reduce((a, b) => Math.max(a, b), 0))
      centres.set(values.subarray(worst * dimensions, (worst + 1) * dimensions), from)
      distances[worst] = 0
    } else {
      for (let axis = from; axis < from + dimensions; axis++) {
        centres[axis] = (centres[axis] ?? 0) / size
      }
    }
  }
}
