import type { Dimension, Point } from '../evaluation/search.ts'
import type { Interactions } from '../matrix/interactions.ts'
import { addContent } from '../models/add-content.ts'
import { easeDefaults, trainEase } from '../models/ease.ts'
import { itemCfDefaults, trainItemCf } from '../models/item-cf.ts'
import type { ModelKind, Trained } from '../models/model.ts'
import { trainPopularity } from '../models/popularity.ts'
import { trainUserCf, userCfOnEvents } from '../models/user-cf.ts'
import type { ItemFeatures } from '../text/item-features.ts'

/** A kind of model that events alone teach, with what of it is searched. */
export type Candidate = {
  kind: Exclude<ModelKind, 'content' | 'hybrid'>
  space: Dimension[]
  /** Also searched where the site has texts. */
  textSpace?: Dimension[]
  train: (
    matrix: Interactions,
    point: Point,
    features: ItemFeatures | null,
  ) => Trained | Promise<Trained>
}

/** What a person's score is summed from: with fewer entries a row it is faster and no worse. */
const KEEP = 500

const neighbours: Dimension = {
  ...{ name: 'neighbours', start: 100, step: 50 },
  ...{ min: 20, max: 400 },
}
const shrinkage = { name: 'shrinkage', start: 10, step: 10, min: 0, max: 100 }

export const candidates: readonly Candidate[] = [
  { kind: 'popularity', space: [], train: trainPopularity },
  {
    kind: 'item-cf',
    space: [neighbours, shrinkage],
    train: (matrix, point) => trainItemCf(matrix, { ...itemCfDefaults, ...whole(point) }),
  },
  {
    kind: 'user-cf',
    space: [neighbours, shrinkage],
    train: (matrix, point) => trainUserCf(matrix, { ...userCfOnEvents, ...whole(point) }),
  },
  {
    kind: 'ease',
    space: [
      { name: 'ridge', start: 4, step: 0.5, min: 0.05, max: 100, isRatio: true },
      { name: 'personPower', start: 0.25, step: 0.1, min: 0, max: 1 },
      { name: 'itemPower', start: 0.25, step: 0.1, min: 0, max: 1 },
      { name: 'outputPower', start: 0.15, step: 0.05, min: 0, max: 1 },
    ],
    textSpace: [
      { name: 'strength', start: 1, step: 2, min: 0, max: 1000, isRatio: true },
      { name: 'tagShare', start: 0.5, step: 0.25, min: 0, max: 1 },
    ],
    train: (matrix, point, features) => {
      const { strength = 0, tagShare = 0, itemPower = 0 } = point
      const taught =
        features && strength > 0
          ? addContent(matrix, features, { strength, tagShare, itemPower })
          : matrix
      const keep = Math.min(KEEP, matrix.itemCount)
      return trainEase(taught, { ...easeDefaults, ...point, keep })
    },
  },
]

/** λ and m of the blend of a collaborative model and content. */
export const hybridSpace: Dimension[] = [
  { name: 'lambda', start: 0.85, step: 0.15, min: 0, max: 1 },
  { name: 'damping', start: 2, step: 1, min: 0.5, max: 200, isRatio: true },
]

/** A count of neighbours has no fractions. */
function whole(point: Point): Point {
  return { ...point, neighbours: Math.round(point.neighbours ?? neighbours.start) }
}
