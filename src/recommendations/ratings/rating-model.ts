/** A trained model of ratings: what `person` would give `item`, not clipped to the scale. */
export type RatingModel = { predict: (person: number, item: number) => number }

/** Keeps a prediction on the scale, whose ends are `low` and `high`. */
export function clipped(rating: number, [low, high]: readonly [number, number]): number {
  return Math.min(high, Math.max(low, rating))
}
