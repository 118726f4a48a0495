/** Points in space, row-major: `values[point * dimensions + axis]`; nothing is missing. */
export type Points = { count: number; dimensions: number; values: Float64Array }

/** Squared Euclidean distance of point `at` to row `other` of `values`. */
export function distance2(points: Points, at: number, values: Float64Array, other: number): number {
  const { dimensions } = points
  let sum = 0
  for (let axis = 0; axis < dimensions; axis++) {
    const apart =
      (points.values[at * dimensions + axis] ?? 0) - (values[other * dimensions + axis] ?? 0)
    sum += apart * apart
  }
  return sum
}

export type Standardised = { points: Points; mean: Float64Array; deviation: Float64Array }

/** Every axis at mean 0 and deviation 1; an axis that never varies becomes 0. */
export function standardise({ count, dimensions, values }: Points): Standardised {
  const mean = new Float64Array(dimensions)
  const deviation = new Float64Array(dimensions)
  const scaled = new Float64Array(values.length)
  for (let axis = 0; axis < dimensions; axis++) {
    let sum = 0
    for (let at = axis; at < values.length; at += dimensions) sum += values[at] ?? 0
    const centre = sum / Math.max(1, count)
    let squares = 0
    for (let at = axis; at < values.length; at += dimensions) {
      squares += ((values[at] ?? 0) - centre) ** 2
    }
    const spread = Math.sqrt(squares / Math.max(1, count))
    mean[axis] = centre
    deviation[axis] = spread
    for (let at = axis; at < values.length; at += dimensions) {
      scaled[at] = spread < 1e-12 ? 0 : ((values[at] ?? 0) - centre) / spread
    }
  }
  return { points: { count, dimensions, values: scaled }, mean, deviation }
}
