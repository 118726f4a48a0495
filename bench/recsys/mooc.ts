import { seededRandom } from '#kernel/random.ts'
import { evaluate } from '../../src/recommendations/evaluation/evaluate.ts'
import { evaluateInThreads } from '../../src/recommendations/evaluation/evaluate-in-threads.ts'
import { type Dimension, type Point, search } from '../../src/recommendations/evaluation/search.ts'
import { splitAtRandom } from '../../src/recommendations/evaluation/split.ts'
import { joinMatrices } from '../../src/recommendations/matrix/join-matrices.ts'
import { addContent } from '../../src/recommendations/models/add-content.ts'
import {
  contentDefaults,
  contentRecommender,
  relateItems,
} from '../../src/recommendations/models/content.ts'
import { easeDefaults, easeRecommender, trainEase } from '../../src/recommendations/models/ease.ts'
import {
  type HybridParameters,
  hybridRecommender,
  trainHybrid,
} from '../../src/recommendations/models/hybrid.ts'
import type { Recommender, Trained } from '../../src/recommendations/models/model.ts'
import { trainPopularity } from '../../src/recommendations/models/popularity.ts'
import { type ItemFeatures, learnFeatures } from '../../src/recommendations/text/item-features.ts'
import { table } from '../table.ts'
import { findData } from './data.ts'
import { type ColdSplit, type Courses, hideItems, readCourses, thinned } from './mooc-data.ts'

const SEEDS = [1, 2, 3, 4, 5]
/** Every so many people are asked while parameters are chosen. */
const THIN = 3

const ofEase: Dimension[] = [
  { name: 'ridge', start: 8, step: 0.5, min: 0.5, max: 50, isRatio: true },
  { name: 'personPower', start: 0.1, step: 0.1, min: 0, max: 1 },
  { name: 'itemPower', start: 0.3, step: 0.1, min: 0, max: 1 },
  { name: 'outputPower', start: 0.15, step: 0.05, min: 0, max: 1 },
]
const ofContent: Dimension[] = [
  { name: 'tags', start: 0.25, step: 0.15, min: 0, max: 2 },
  { name: 'vectors', start: 0.25, step: 0.15, min: 0, max: 2 },
  { name: 'power', start: 1.5, step: 0.5, min: 0.5, max: 4 },
  { name: 'neighbours', start: 100, step: 1, min: 10, max: 800, isRatio: true },
]
const ofTaught: Dimension[] = [
  { name: 'strength', start: 3, step: 1, min: 0.1, max: 100, isRatio: true },
  { name: 'tagShare', start: 0.15, step: 0.1, min: 0, max: 1 },
]
const ofHybrid: Dimension[] = [
  { name: 'lambda', start: 0.85, step: 0.05, min: 0, max: 1 },
  { name: 'damping', start: 2, step: 1, min: 0, max: 50, isRatio: true },
  ...ofContent,
]

/**
 * XuetangX courses (MOOCCube), train and test as given: all courses ranked with the known ones
 * masked. Every parameter is chosen on an inner split of train (a fifth of each person's), anew for
 * each seed; then the model is trained on all of train and test is looked at once.
 */
export async function benchMooc(): Promise<void> {
  const folder = findData('mooc')
  if (!folder) return
  const courses = readCourses(folder)
  const runs: Run[] = []
  for (const seed of SEEDS) {
    const started = performance.now()
    const features = learn(courses, seed)
    const seconds = (performance.now() - started) / 1000
    runs.push({
      warm: await rankAll(courses, features, seed),
      cold: await rankCold(courses, features, seed),
      seconds,
    })
  }
  const over = (pick: (run: (typeof runs)[number]) => number) => words(runs.map(pick))
  const head = ['model', 'NDCG@10', 'training, s']
  table(`Courses in Chinese, mean ± deviation over seeds ${SEEDS.join(', ')}`, head, [
    ['popularity', over(({ warm }) => warm.popularity), ''],
    ['content', over(({ warm }) => warm.content), over(({ seconds }) => seconds)],
    ['weighted EASE', over(({ warm }) => warm.ease), over(({ warm }) => warm.seconds)],
    ['hybrid: z-scores of both', over(({ warm }) => warm.hybrid), ''],
    ['weighted EASE of events and words', over(({ warm }) => warm.taught), ''],
  ])
  table(
    'Courses hidden from training, ranked among themselves',
    ['model', 'NDCG@10'],
    [
      ['random', over(({ cold }) => cold.random)],
      ['content', over(({ cold }) => cold.content)],
      ['weighted EASE of events and words', over(({ cold }) => cold.taught)],
    ],
  )
  table(
    'Chosen on the inner splits',
    ['seed', 'weighted EASE', 'with words', 'hybrid', 'content, cold', 'EASE with words, cold'],
    [
      ...runs.map(({ warm, cold }, n) => [
        String(SEEDS[n]),
        said(warm.ofEase),
        said(warm.ofTaught),
        said(warm.ofHybrid),
        said(cold.ofContent),
        said(cold.ofTaught),
      ]),
    ],
  )
}

type Run = {
  warm: Awaited<ReturnType<typeof rankAll>>
  cold: Awaited<ReturnType<typeof rankCold>>
  seconds: number
}

function learn({ descriptions }: Courses, seed: number): ItemFeatures {
  return learnFeatures(descriptions, { ...contentDefaults, seed })
}

async function rankAll({ train, test }: Courses, features: ItemFeatures, seed: number) {
  const inner = splitAtRandom(train, seed)
  const known = inner.train
  const wanted = thinned(joinMatrices([inner.valid, inner.test]), THIN)
  const choice = { known, wanted, count: 10 }
  const bestEase = await tune(
    ofEase,
    seed,
    14,
    async (point) => (await evaluateInThreads(await easeOf(known, point), choice)).ndcg,
  )
  const innerEase = easeRecommender(await easeOf(known, bestEase))
  const bestHybrid = await tune(
    ofHybrid,
    seed,
    24,
    (point) => evaluate(hybridOf(known, innerEase, features, point), choice).ndcg,
  )
  const teach = (matrix: Courses['train'], point: Point) =>
    taughtEase(matrix, features, { ...bestEase, ...point })
  const bestTaught = await tune(
    ofTaught,
    seed,
    10,
    async (point) => (await evaluateInThreads(await teach(known, point), choice)).ndcg,
  )
  const started = performance.now()
  const trained = await easeOf(train, bestEase)
  const seconds = (performance.now() - started) / 1000
  const task = { known: train, wanted: test, count: 10 }
  const ease = easeRecommender(trained)
  return {
    popularity: (await evaluateInThreads(trainPopularity(train), task)).ndcg,
    content: evaluate(contentOf(features, bestHybrid), task).ndcg,
    ease: evaluate(ease, task).ndcg,
    hybrid: evaluate(hybridOf(train, ease, features, bestHybrid), task).ndcg,
    taught: (await evaluateInThreads(await teach(train, bestTaught), task)).ndcg,
    seconds,
    ofEase: bestEase,
    ofTaught: bestTaught,
    ofHybrid: bestHybrid,
  }
}

/** Parameters by courses hidden from what is left of training, then the hidden tenth once. */
async function rankCold({ train, test }: Courses, features: ItemFeatures, seed: number) {
  const split = hideItems(train, [test], () => true, seed)
  const inner = hideItems(split.known, [], (item) => split.isCold[item] === 0, seed + 100)
  const judged = { ...inner, wanted: thinned(inner.wanted, THIN) }
  const bestContent = await tune(ofContent, seed, 16, (point) =>
    judgeCold(contentOf(features, point), judged),
  )
  const bestTaught = await tune([...ofTaught, ...ofEase], seed, 16, async (point) =>
    judgeCold(easeRecommender(await taughtEase(inner.known, features, point)), judged),
  )
  const taught = easeRecommender(await taughtEase(split.known, features, bestTaught))
  const random = seededRandom(seed)
  const chance: Recommender = {
    score: (_, scores) => {
      for (let item = 0; item < scores.length; item++) scores[item] = random()
    },
    explain: () => ({ base: 0, contributions: [] }),
  }
  return {
    random: judgeCold(chance, split),
    content: judgeCold(contentOf(features, bestContent), split),
    taught: judgeCold(taught, split),
    ofContent: bestContent,
    ofTaught: bestTaught,
  }
}

function judgeCold(recommender: Recommender, { known, wanted, isCold }: ColdSplit): number {
  const amongCold: Recommender = {
    ...recommender,
    score: (history, scores) => {
      recommender.score(history, scores)
      for (let item = 0; item < scores.length; item++) if (!isCold[item]) scores[item] = -Infinity
    },
  }
  return evaluate(amongCold, { known, wanted, count: 10 }).ndcg
}

function easeOf(matrix: Courses['train'], point: Point): Promise<Trained> {
  return trainEase(matrix, { ...easeDefaults, ...point, keep: matrix.itemCount })
}

/** Events and words learnt at once. */
function taughtEase(matrix: Courses['train'], features: ItemFeatures, point: Point) {
  const { strength = 0, tagShare = 0, itemPower = 0 } = point
  return easeOf(addContent(matrix, features, { strength, tagShare, itemPower }), point)
}

function contentOf(features: ItemFeatures, point: Point): Recommender {
  const neighbours = Math.round(point.neighbours ?? contentDefaults.neighbours)
  return contentRecommender(relateItems(features, { ...contentDefaults, ...point, neighbours }))
}

function hybridOf(
  known: Courses['train'],
  ease: Recommender,
  features: ItemFeatures,
  point: Point,
): Recommender {
  const trained = trainHybrid(known, point as HybridParameters)
  return hybridRecommender(trained, ease, contentOf(features, point))
}

async function tune(
  space: Dimension[],
  seed: number,
  trials: number,
  judge: (point: Point) => number | Promise<number>,
): Promise<Point> {
  const { best } = await search({ space, seed, judge, mayGoOn: (count) => count < trials })
  return best?.point ?? {}
}

function words(values: number[]): string {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  const spread = Math.sqrt(squares / Math.max(1, values.length - 1))
  return `${mean.toFixed(4)} ±${spread.toFixed(4)}`
}

function said(point: Point): string {
  return Object.entries(point)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ')
}
