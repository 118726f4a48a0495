import {
  type Evaluation,
  type EvaluationTask,
  evaluate,
} from '../../src/recommendations/evaluation/evaluate.ts'
import { evaluateInThreads } from '../../src/recommendations/evaluation/evaluate-in-threads.ts'
import type { Point } from '../../src/recommendations/evaluation/search.ts'
import { type Split, splitAtRandom } from '../../src/recommendations/evaluation/split.ts'
import { easeDefaults, easeRecommender, trainEase } from '../../src/recommendations/models/ease.ts'
import { table } from '../table.ts'
import { candidates, plain, tune } from './candidates.ts'
import { measure } from './child.ts'
import { findData, readMovielens } from './data.ts'

const SEEDS = [1, 2, 3, 4, 5]
const METRICS = ['recall', 'mrr', 'ndcg', 'hit', 'precision'] as const

/** RecBole-GNN, results/general/ml-1m.md: read there, not measured here. */
const PUBLISHED: [string, ...number[]][] = [
  ['BPR (published)', 0.1776, 0.4187, 0.2401, 0.7199, 0.1779],
  ['LightGCN (published)', 0.1861, 0.4388, 0.2538, 0.733, 0.1863],
  ['NCL (published)', 0.2021, 0.4599, 0.2702, 0.7565, 0.1962],
  ['XSimGCL (published)', 0.2116, 0.4638, 0.275, 0.7743, 0.1987],
]

/**
 * MovieLens 1M by the protocol of RecBole-GNN: ratings from 3 up as events, 8:1:1 per person at
 * random, all items ranked with the known and the validation part masked, parameters chosen on the
 * validation part of the same split, no training on it, test looked at once.
 */
export async function benchMovielens(): Promise<void> {
  const folder = findData('ml-1m')
  if (!folder) return
  const matrix = readMovielens(folder)
  const results = new Map<string, Evaluation[]>()
  const chosen: (string | number)[][] = []
  let last: { split: Split; point: Point } | null = null
  for (const seed of SEEDS) {
    const split = splitAtRandom(matrix, seed)
    for (const candidate of candidates) {
      const { point, trials } = await tune(candidate, split, seed)
      const trained = await candidate.train(split.train, point)
      const result = await evaluateInThreads(trained, testOf(split))
      results.set(candidate.name, [...(results.get(candidate.name) ?? []), result])
      chosen.push([seed, candidate.name, trials, wordsOf(point), exact(result.ndcg)])
      last = { split, point }
    }
  }
  printTable(results)
  const head = ['seed of the split', 'model', 'trials', 'chosen on validation', 'NDCG@10 on test']
  table('Parameters', head, chosen)
  if (last) await printPruning(last.split, last.point)
  await printCost(folder)
}

function testOf({ train, valid, test }: Split): EvaluationTask {
  return { known: train, masked: valid, wanted: test, count: 10 }
}

function printTable(results: Map<string, Evaluation[]>): void {
  const rows: (string | number)[][] = PUBLISHED.map(([name, ...values]) => [
    name,
    ...values.map(exact),
    ...['', '', ''],
  ])
  for (const [name, runs] of results) {
    const mean = (key: keyof Evaluation) =>
      runs.reduce((sum, run) => sum + run[key], 0) / SEEDS.length
    rows.push([
      name,
      ...METRICS.map((key) => `${exact(mean(key))} ±${exact(spread(runs.map((run) => run[key])))}`),
      ...[mean('coverage'), mean('novelty'), mean('popularityBias')],
    ])
  }
  table(
    `Top 10 on MovieLens 1M, mean ± standard deviation of 8:1:1 splits ${SEEDS.join(', ')} (seeds)`,
    ['model', ...METRICS.map((key) => `${key}@10`), 'coverage', 'novelty, bits', 'popularity bias'],
    rows,
  )
}

/** What the model loses and gains when only the strongest entries of each row are kept. */
async function printPruning(split: Split, point: Point): Promise<void> {
  const rows: (string | number)[][] = []
  for (const keep of [split.train.itemCount, 1000, 500, 200, 100]) {
    const trained = await trainEase(split.train, { ...easeDefaults, ...point, keep })
    const started = performance.now()
    const { ndcg, recall } = evaluate(easeRecommender(trained), testOf(split))
    const perPerson = (performance.now() - started) / split.train.people
    const bytes = Object.values(trained.arrays).reduce((sum, array) => sum + array.byteLength, 0)
    rows.push([keep, exact(ndcg), exact(recall), bytes / 1e6, perPerson])
  }
  table(
    'Weighted EASE by the entries kept of each row (last split)',
    ['entries', 'NDCG@10', 'recall@10', 'model, MB', 'score, rank and judge a person, ms'],
    rows,
  )
}

async function printCost(folder: string): Promise<void> {
  const rows: (string | number)[][] = []
  for (const [name, parameters] of [
    ['EASE', { ...easeDefaults, ...plain }],
    ['weighted EASE', easeDefaults],
  ] as const) {
    const args = [folder, '1', JSON.stringify({ ...parameters, keep: Number.MAX_SAFE_INTEGER })]
    const { seconds, rssMb } = await measure<{ seconds: number }>('train-movielens.ts', ...args)
    rows.push([name, seconds, rssMb])
  }
  const head = ['model', 'training, s', 'most memory of the process, MB']
  table('Training on MovieLens 1M, in a process of its own, two threads', head, rows)
}

function wordsOf(point: Point): string {
  return Object.entries(point)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ')
}

/** Four figures: the table's own two would hide what is compared. */
function exact(value: number): string {
  return value.toFixed(4)
}

function spread(values: number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return Math.sqrt(squares / Math.max(1, values.length - 1))
}
