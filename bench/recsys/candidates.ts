import { evaluateInThreads } from '../../src/recommendations/evaluation/evaluate-in-threads.ts'
import { type Dimension, type Point, search } from '../../src/recommendations/evaluation/search.ts'
import type { Split } from '../../src/recommendations/evaluation/split.ts'
import type { Interactions } from '../../src/recommendations/matrix/interactions.ts'
import { easeDefaults, trainEase } from '../../src/recommendations/models/ease.ts'
import { itemCfDefaults, trainItemCf } from '../../src/recommendations/models/item-cf.ts'
import type { Trained } from '../../src/recommendations/models/model.ts'
import { trainPopularity } from '../../src/recommendations/models/popularity.ts'
import { trainUserCf, userCfOnEvents } from '../../src/recommendations/models/user-cf.ts'

/** A model of the table, with what of it is searched and how many trials it gets a split. */
export type Candidate = {
  name: string
  space: Dimension[]
  trials: number
  train: (matrix: Interactions, point: Point) => Trained | Promise<Trained>
}

const neighbours: Dimension = {
  ...{ name: 'neighbours', start: 100, step: 50 },
  ...{ min: 50, max: 400 },
}
const ridge = { name: 'ridge', start: 4, step: 0.5, min: 0.1, max: 50, isRatio: true }

/** Plain EASE: λ alone. */
export const plain = { personPower: 0, itemPower: 0, outputPower: 0 }

export const candidates: Candidate[] = [
  { name: 'popularity', space: [], trials: 1, train: trainPopularity },
  {
    name: 'item-CF, cosine, numerator',
    space: [neighbours],
    trials: 4,
    train: (matrix, { neighbours = 100 }) =>
      trainItemCf(matrix, { ...itemCfDefaults, neighbours: Math.round(neighbours) }),
  },
  {
    name: 'user-CF, Pearson on 0/1',
    space: [{ ...neighbours, start: 150 }],
    trials: 4,
    train: (matrix, { neighbours = 150 }) =>
      trainUserCf(matrix, { ...userCfOnEvents, neighbours: Math.round(neighbours) }),
  },
  {
    name: 'EASE',
    space: [ridge],
    trials: 5,
    train: (matrix, point) =>
      trainEase(matrix, { ...easeDefaults, ...plain, ...point, keep: matrix.itemCount }),
  },
  {
    name: 'weighted EASE',
    space: [
      ridge,
      { name: 'personPower', start: 0.25, step: 0.1, min: 0, max: 1 },
      { name: 'itemPower', start: 0.25, step: 0.1, min: 0, max: 1 },
      { name: 'outputPower', start: 0.15, step: 0.05, min: 0, max: 1 },
    ],
    trials: 16,
    train: (matrix, point) =>
      trainEase(matrix, { ...easeDefaults, ...point, keep: matrix.itemCount }),
  },
]

/** Searches the candidate's parameters by NDCG@10 on the validation part. */
export async function tune(candidate: Candidate, { train, valid }: Split, seed: number) {
  const { best, trials } = await search({
    space: candidate.space,
    seed,
    mayGoOn: (count) => count < candidate.trials,
    judge: async (point) => {
      const task = { known: train, wanted: valid, count: 10 }
      return (await evaluateInThreads(await candidate.train(train, point), task)).ndcg
    },
  })
  return { point: best?.point ?? {}, trials: trials.length }
}
