import { gramMatrix } from '../kernel/gram-matrix.ts'
import { type InvertOptions, invertSymmetric } from '../kernel/invert-symmetric.ts'
import type { SymmetricMatrix } from '../kernel/symmetric-matrix.ts'
import type { History, Interactions } from '../matrix/interactions.ts'
import type { Contribution, Recommender, Trained } from './model.ts'
import { recommend } from './recommend.ts'

export type EaseParameters = {
  /** a: how much a busy person's events count less, each. 0 is plain EASE. */
  personPower: number
  /** b: how much a popular item counts less in what is learnt. 0 is plain EASE. */
  itemPower: number
  /** c: how much popularity is given back to what is recommended. 0 is plain EASE. */
  outputPower: number
  /** λ as a multiple of the mean of diag(G), so that it does not depend on the amount of data. */
  ridge: number
  /** What is added to each item's own diagonal, as a share of it (denoising; Steck 2020). */
  denoise: number
  /** Entries kept of each item's row, the strongest; `itemCount` or more keeps the model dense. */
  keep: number
}

/** Where a search begins (RECSYS §1); sparse, because a thousand entries lose nothing. */
export const easeDefaults: EaseParameters = {
  personPower: 0.25,
  itemPower: 0.25,
  outputPower: 0.15,
  ridge: 4,
  denoise: 0,
  keep: 1000,
}

/**
 * Degree-weighted EASE: each item's events predicted from all the others by ridge regression, in
 * closed form (Steck, WWW 2019, arXiv:1905.03375). With n_u and pop_i the weights summed by
 * person and by item: x_ui = weight_ui · n_u^-a · pop_i^-b, G = XᵀX, P = (G + λI)⁻¹,
 * B_ij = -P_ij / P_jj · pop_i^-b · pop_j^c off the diagonal and 0 on it.
 * Time items³/2 and Σ n_u²/2; memory 4·items² bytes. Throws RangeError where G + λI is singular.
 */
export async function trainEase(
  interactions: Interactions,
  parameters: EaseParameters = easeDefaults,
  options: InvertOptions = {},
): Promise<Trained> {
  const { itemCount } = interactions
  const degrees = degreesOf(interactions)
  const inputScale = degrees.items.map((degree) => power(degree, -parameters.itemPower))
  const outputScale = degrees.items.map((degree) => power(degree, parameters.outputPower))
  const personScale = degrees.people.map((degree) => power(degree, -parameters.personPower))
  const gram = await gramMatrix(interactions, personScale, inputScale, options)
  addRidge(gram, parameters)
  await invertSymmetric(gram, options)
  turnIntoWeights(gram, inputScale, outputScale)
  const arrays =
    parameters.keep >= itemCount ? { weights: compact(gram) } : keepStrongest(gram, parameters.keep)
  return { kind: 'ease', itemCount, parameters, arrays }
}

/** Score of item j: Σ over the history of weight_i · B_ij. */
export function easeRecommender(trained: Trained): Recommender {
  const rows = rowsOf(trained)
  return {
    score: (history, scores) => {
      scores.fill(0)
      history.items.forEach((item, at) => {
        addRow(rows, item, history.weights[at] ?? 0, scores)
      })
    },
    explain: (history, item) => ({ base: 0, contributions: sharesOf(rows, history, item) }),
  }
}

function degreesOf({ people, itemCount, offsets, items, weights }: Interactions) {
  const degrees = { people: new Float32Array(people), items: new Float32Array(itemCount) }
  for (let person = 0; person < people; person++) {
    const to = offsets[person + 1] ?? 0
    for (let at = offsets[person] ?? 0; at < to; at++) {
      const item = items[at] ?? 0
      degrees.people[person] = (degrees.people[person] ?? 0) + (weights[at] ?? 0)
      degrees.items[item] = (degrees.items[item] ?? 0) + (weights[at] ?? 0)
    }
  }
  return degrees
}

/** Nobody's and nothing's degree is 0: they have no events for it to scale. */
function power(degree: number, exponent: number): number {
  return degree > 0 ? degree ** exponent : 0
}

function addRidge({ n, stride, data }: SymmetricMatrix, { ridge, denoise }: EaseParameters): void {
  let sum = 0
  for (let i = 0; i < n; i++) sum += data[i * stride + i] ?? 0
  // Without a single event any positive number keeps the matrix regular.
  const lambda = sum > 0 ? (ridge * sum) / n : 1
  for (let i = 0; i < n; i++) {
    const at = i * stride + i
    data[at] = (data[at] ?? 0) * (1 + denoise) + lambda
  }
}

/** P becomes B in its own place. */
function turnIntoWeights(
  { n, stride, data }: SymmetricMatrix,
  inputScale: Float32Array,
  outputScale: Float32Array,
): void {
  const column = outputScale.map((scale, j) => -scale / (data[j * stride + j] ?? 1))
  for (let i = 0; i < n; i++) {
    const row = data.subarray(i * stride, i * stride + n)
    const scale = inputScale[i] ?? 0
    for (let j = 0; j < n; j++) row[j] = (row[j] ?? 0) * scale * (column[j] ?? 0)
    row[i] = 0
  }
}

/** Rows without the padding between them, in the same memory. */
function compact({ n, stride, data }: SymmetricMatrix): Float32Array {
  for (let i = 1; i < n; i++) data.copyWithin(i * n, i * stride, i * stride + n)
  return data.subarray(0, n * n)
}

function keepStrongest({ n, stride, data }: SymmetricMatrix, keep: number) {
  const items = n <= 65536 ? new Uint16Array(n * keep) : new Uint32Array(n * keep)
  const weights = new Float32Array(n * keep)
  const strength = new Float32Array(n)
  for (let i = 0; i < n; i++) {
    const row = data.subarray(i * stride, i * stride + n)
    for (let j = 0; j < n; j++) strength[j] = Math.abs(row[j] ?? 0)
    const kept = recommend(strength, { count: keep }).items.sort()
    items.set(kept, i * keep)
    kept.forEach((j, at) => {
      weights[i * keep + at] = row[j] ?? 0
    })
  }
  return { items, weights }
}

/** `width` entries a row; dense rows have no `items`, because entry j is item j. */
type Rows = {
  count: number
  width: number
  items?: Uint16Array | Uint32Array
  weights: Float32Array
}

function rowsOf({ itemCount, arrays }: Trained): Rows {
  const weights = arrays.weights as Float32Array
  const count = itemCount
  if (!arrays.items) return { count, width: itemCount, weights }
  const items = arrays.items as Uint16Array | Uint32Array
  return { count, width: weights.length / Math.max(1, itemCount), items, weights }
}

function addRow(rows: Rows, item: number, weight: number, scores: Float32Array): void {
  const { count, width, items, weights } = rows
  if (item >= count) return
  const from = item * width
  if (!items) {
    for (let j = 0; j < width; j++) scores[j] = (scores[j] ?? 0) + weight * (weights[from + j] ?? 0)
    return
  }
  for (let at = from; at < from + width; at++) {
    const j = items[at] ?? 0
    scores[j] = (scores[j] ?? 0) + weight * (weights[at] ?? 0)
  }
}

function sharesOf(rows: Rows, history: History, item: number): Contribution[] {
  const shares = [...history.items].map((from, at) => ({
    item: from,
    share: (history.weights[at] ?? 0) * entryOf(rows, from, item),
  }))
  return shares.filter(({ share }) => share !== 0).sort((a, b) => b.share - a.share)
}

function entryOf({ count, width, items, weights }: Rows, from: number, to: number): number {
  if (from >= count) return 0
  if (!items) return weights[from * width + to] ?? 0
  const at = items.subarray(from * width, (from + 1) * width).indexOf(to)
  return at < 0 ? 0 : (weights[from * width + at] ?? 0)
}
