import { contentReader, contentRecommender } from '../models/content.ts'
import { hybridRecommender } from '../models/hybrid.ts'
import type { Recommender } from '../models/model.ts'
import { openModel } from '../models/open-model.ts'
import type { Bundle } from './bundle.ts'

/** A bundle ready to judge, with the numbers of its items. */
export type Opened = {
  itemIds: readonly string[]
  numberOf: ReadonlyMap<string, number>
  chosen: Recommender
  /** What items are about; null where a site has no texts. */
  content: (Recommender & ReturnType<typeof contentReader>) | null
  /** The weight of all events of each item. */
  popularity: Float32Array
  /** What is popular in a group of people; null for one too small. */
  priorOf: (segment: string) => Float32Array | null
}

const collaborativeKinds = ['ease', 'item-cf', 'user-cf'] as const

/** Throws where the chosen model, or what a hybrid is made of, is missing. */
export function openBundle({ chosen, itemIds, trained }: Bundle): Opened {
  const { content, hybrid, popularity } = trained
  const texts = content ? { ...contentRecommender(content), ...contentReader(content) } : null
  return {
    itemIds,
    numberOf: new Map(itemIds.map((id, number) => [id, number])),
    chosen: open(),
    content: texts,
    popularity: popularity?.arrays.scores as Float32Array,
    priorOf: (segment) =>
      (popularity?.arrays[`prior:${segment}`] as Float32Array | undefined) ?? null,
  }

  function open(): Recommender {
    if (chosen === 'content' && texts) return texts
    const kind = collaborativeKinds.find((one) => trained[one])
    const collaborative = kind && trained[kind]
    if (chosen === 'hybrid' && hybrid && collaborative && texts) {
      return hybridRecommender(hybrid, openModel(collaborative), texts)
    }
    const model = trained[chosen]
    if (!model) throw new Error(`the bundle lacks its chosen model ${chosen}`)
    return openModel(model)
  }
}
