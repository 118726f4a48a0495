import { contentRecommender } from './content.ts'
import { easeRecommender } from './ease.ts'
import { itemCfRecommender } from './item-cf.ts'
import type { ModelKind, Recommender, Trained } from './model.ts'
import { popularityRecommender } from './popularity.ts'
import { userCfRecommender } from './user-cf.ts'

const openers: Partial<Record<ModelKind, (trained: Trained) => Recommender>> = {
  popularity: popularityRecommender,
  'item-cf': itemCfRecommender,
  'user-cf': userCfRecommender,
  ease: easeRecommender,
  content: contentRecommender,
}

/** Makes a stored model ready to judge. Throws where its kind needs more than its own numbers. */
export function openModel(trained: Trained): Recommender {
  const open = openers[trained.kind]
  if (!open) throw new Error(`a model of kind ${trained.kind} is not opened by itself`)
  return open(trained)
}
