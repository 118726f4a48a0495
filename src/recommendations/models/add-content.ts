import { type Interactions, transpose } from '../matrix/interactions.ts'
import type { ItemFeatures } from '../text/item-features.ts'

export type ContentStrength = {
  /** What words and tags together count beside the events of people. */
  strength: number
  /** Share of the tags in it, in [0, 1]. */
  tagShare: number
  /** Rows weigh popular items by pop^power more: the itemPower of EASE takes it off again. */
  itemPower: number
}

/**
 * Interactions with every word and every tag as one more person, who “took” the items that have
 * it, by TF-IDF: an item–item model then learns XᵀX + α FFᵀ, from events and content at once, and
 * items without events have content's word (O. Jeunen, J. Van Balen, B. Goethals, “Closed-form
 * models for collaborative filtering with side-information”, RecSys 2020). The added rows follow
 * those of `people`, who keep their numbers.
 */
export function addContent(
  interactions: Interactions,
  { wordRows, tagRows }: ItemFeatures,
  { strength, tagShare, itemPower }: ContentStrength,
): Interactions {
  const popularity = new Float32Array(interactions.itemCount)
  for (const item of interactions.items) popularity[item] = (popularity[item] ?? 0) + 1
  const scale = popularity.map((events) => Math.max(1, events) ** itemPower)
  return [
    weighted(transpose(wordRows), scale, Math.sqrt(strength * (1 - tagShare))),
    weighted(transpose(tagRows), scale, Math.sqrt(strength * tagShare)),
  ].reduce(stacked, interactions)
}

function weighted(rows: Interactions, scale: Float32Array, factor: number): Interactions {
  const weights = rows.weights.map(
    (weight, at) => weight * factor * (scale[rows.items[at] ?? 0] ?? 1),
  )
  return { ...rows, weights }
}

function stacked(upper: Interactions, lower: Interactions): Interactions {
  const offsets = new Uint32Array(upper.people + lower.people + 1)
  offsets.set(upper.offsets)
  const start = upper.items.length
  for (let row = 0; row <= lower.people; row++) {
    offsets[upper.people + row] = start + (lower.offsets[row] ?? 0)
  }
  const items = new Uint32Array(start + lower.items.length)
  items.set(upper.items)
  items.set(lower.items, start)
  const weights = new Float32Array(items.length)
  weights.set(upper.weights)
  weights.set(lower.weights, start)
  return {
    people: upper.people + lower.people,
    itemCount: upper.itemCount,
    offsets,
    items,
    weights,
  }
}
