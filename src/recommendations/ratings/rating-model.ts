/** A trained model of ratings: what `person` would give `item`, not clipped to the scale. */
export type RatingModel = { predict: (person: number, item: number) => number }
