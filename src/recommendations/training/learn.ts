import { evaluate } from '../evaluation/evaluate.ts'
import { type Dimension, type Point, search } from '../evaluation/search.ts'
import type { Interactions } from '../matrix/interactions.ts'
import { type Groups, segmentPopularity } from '../matrix/segment-popularity.ts'
import { type ContentDocument, contentRecommender, trainContent } from '../models/content.ts'
import { type HybridParameters, hybridRecommender, trainHybrid } from '../models/hybrid.ts'
import type { ModelKind, Recommender, Trained } from '../models/model.ts'
import { openModel } from '../models/open-model.ts'
import type { Bundle } from '../store/bundle.ts'
import type { ItemFeatures } from '../text/item-features.ts'
import { unpackFeatures } from '../text/pack-features.ts'
import { candidates, hybridSpace } from './candidates.ts'
import { type AsOf, type Fold, type Folds, foldsOf, peopleIn } from './folds.ts'
import type { CardRow, KindTrial, ModelCard } from './model-card.ts'

export type LearnInput = {
  interactions: Interactions
  /** When each pair was first touched, in milliseconds since 1970. */
  firstAt: Float64Array
  /** The signals as they stood where each window begins. */
  asOf?: AsOf[]
  /** The groups that people are in, where they are known. */
  groups?: Groups
  itemIds: string[]
  documents: ContentDocument[]
  choice: 'auto' | ModelKind
  /** What is served now: always among those that are tried. */
  champion: { kind: ModelKind; point: Point } | null
  finished: KindTrial[]
  /** For the search of parameters; each kind is tried once in any case. */
  seconds: number
  seed: number
  until: string
}

export type Learnt = { bundle: Bundle; card: ModelCard }

type Kind = Candidate['kind'] | 'content' | 'hybrid'
type Candidate = (typeof candidates)[number]
type Best = { kind: Kind; point: Point; valid: number; trials: number }

/** With fewer people to judge by, a difference says nothing. */
const MIN_JUDGED = 20
/** Comparing everybody with everybody is left to smaller sites. */
const MAX_PEOPLE_FOR_USER_CF = 20_000
const COUNT = 10

/**
 * From signals to a model that may be served: searches each kind's parameters on two windows of
 * time, takes the kind that foretold best there, tells what it and every other reached on the last
 * window, and learns the chosen one anew from everything. What is served now is among the points
 * tried, so that it is never followed by something worse. `tell` gets every finished trial.
 */
export async function learn(
  input: LearnInput,
  tell: (trial: KindTrial) => void = () => {},
  clock: () => number = () => performance.now(),
): Promise<Learnt> {
  const started = clock()
  const { interactions, firstAt, documents, seed } = input
  const content = documents.length > 1 ? trainContent(documents, interactions.itemCount) : null
  const folds = foldsOf(interactions, firstAt, {
    minPeople: MIN_JUDGED,
    ...(input.asOf && { asOf: input.asOf }),
  })
  const features = content && unpackFeatures(content)
  const context = {
    input,
    content,
    features,
    folds,
    tell,
    clock,
    deadline: started + input.seconds * 1000,
  }
  const bests = folds ? await searchAll(context, folds) : []
  const { kind, point, because } = choose(context, bests)
  const trained = await trainChosen(context, { kind, point, bests })
  const rows = folds ? await testAll(context, folds, bests) : []
  const bundle: Bundle = { chosen: kind, itemIds: input.itemIds, trained }
  const card: ModelCard = {
    data: {
      people: interactions.people,
      items: interactions.itemCount,
      pairs: interactions.items.length,
      until: input.until,
      documents: documents.length,
    },
    protocol: folds && {
      folds: folds.valid.length,
      heldOutPeople: peopleIn(folds.test.wanted),
      heldOutPairs: folds.test.wanted.items.length,
      seed,
    },
    chosen: kind,
    because,
    rows,
    seconds: (clock() - started) / 1000,
  }
  return { bundle, card }
}

type Context = {
  input: LearnInput
  content: Trained | null
  /** What the texts taught, for models that learn from both. */
  features: ItemFeatures | null
  folds: Folds | null
  tell: (trial: KindTrial) => void
  clock: () => number
  deadline: number
}

/** The best point of each kind, the blend last because it is made of the best of the others. */
async function searchAll(context: Context, { valid }: Folds): Promise<Best[]> {
  const { input, content, features } = context
  const bests: Best[] = []
  const kinds = candidates.filter(
    ({ kind }) => kind !== 'user-cf' || input.interactions.people <= MAX_PEOPLE_FOR_USER_CF,
  )
  const left = kinds.length + (content ? 1 : 0)
  for (const [at, candidate] of kinds.entries()) {
    const judge = async (point: Point) =>
      meanOver(valid, async (fold) => openModel(await candidate.train(fold.known, point, features)))
    const { kind } = candidate
    const space = spaceOf(candidate, features)
    bests.push(await searchOne(context, { kind, space, judge, left: left - at }))
  }
  if (!content) return bests
  const texts = contentRecommender(content)
  const judgeContent = () => meanOver(valid, async () => texts)
  bests.push(await searchOne(context, { kind: 'content', space: [], judge: judgeContent, left: 2 }))
  const events = bestOf(bests.filter(({ kind }) => kind !== 'popularity' && kind !== 'content'))
  if (!events) return bests
  const opened = new Map<Fold, Recommender>()
  for (const fold of valid)
    opened.set(fold, openModel(await trainKind(context, events, fold.known)))
  const judge = (point: Point) =>
    meanOver(valid, async (fold) => {
      const hybrid = trainHybrid(fold.known, point as HybridParameters)
      return hybridRecommender(hybrid, opened.get(fold) ?? texts, texts)
    })
  bests.push(await searchOne(context, { kind: 'hybrid', space: hybridSpace, judge, left: 1 }))
  return bests
}

type One = {
  kind: Kind
  space: Dimension[]
  judge: (point: Point) => Promise<number>
  /** How many kinds, this one among them, share the time that is left. */
  left: number
}

async function searchOne(context: Context, { kind, space, judge, left }: One): Promise<Best> {
  const { input, tell, clock, deadline } = context
  const until = clock() + Math.max(0, deadline - clock()) / left
  const { champion } = input
  const from =
    champion?.kind === kind
      ? space.map((one) => ({ ...one, start: champion.point[one.name] ?? one.start }))
      : space
  const finished = input.finished.filter((trial) => trial.kind === kind)
  const { best, trials } = await search({
    space: from,
    seed: input.seed,
    finished,
    judge,
    mayGoOn: (count) => count === 0 || clock() < until,
    onTrial: (trial) => tell({ kind, ...trial }),
  })
  return { kind, point: best?.point ?? {}, valid: best?.score ?? 0, trials: trials.length }
}

/** Mean NDCG@10 over the windows, each as heavy as it has people. */
async function meanOver(
  folds: Fold[],
  open: (fold: Fold) => Promise<Recommender>,
): Promise<number> {
  let sum = 0
  let people = 0
  for (const fold of folds) {
    const judged = evaluate(await open(fold), { ...fold, count: COUNT })
    sum += judged.ndcg * judged.people
    people += judged.people
  }
  return people > 0 ? sum / people : 0
}

function bestOf(bests: Best[]): Best | undefined {
  return bests.toSorted((a, b) => b.valid - a.valid)[0]
}

function choose({ input, content, features }: Context, bests: Best[]) {
  const { choice, interactions, champion } = input
  const asked = choice !== 'auto' && isPossible(choice) ? choice : null
  const best = bestOf(bests)
  if (asked) {
    return { kind: asked, point: pointOf(asked), because: 'asked' as const }
  }
  if (best) return { kind: best.kind, point: best.point, because: 'best' as const }
  const fallback: Kind =
    interactions.items.length > 0
      ? content
        ? 'hybrid'
        : 'popularity'
      : content
        ? 'content'
        : 'popularity'
  return { kind: fallback, point: pointOf(fallback), because: 'too_little' as const }

  function isPossible(kind: ModelKind): boolean {
    return content !== null || (kind !== 'content' && kind !== 'hybrid')
  }
  function pointOf(kind: ModelKind): Point {
    const found = bests.find((one) => one.kind === kind)?.point
    if (found) return found
    if (champion?.kind === kind) return champion.point
    return startOf(kind, features)
  }
}

function startOf(kind: ModelKind, features: ItemFeatures | null): Point {
  const candidate = candidates.find((one) => one.kind === kind)
  const space = kind === 'hybrid' ? hybridSpace : candidate ? spaceOf(candidate, features) : []
  return Object.fromEntries(space.map(({ name, start }) => [name, start]))
}

function spaceOf({ space, textSpace = [] }: Candidate, features: ItemFeatures | null) {
  return features ? [...space, ...textSpace] : space
}

/** The chosen model and what it is made of, from all there is; and what fills in for it. */
async function trainChosen(
  context: Context,
  { kind, point, bests }: { kind: Kind; point: Point; bests: Best[] },
): Promise<Bundle['trained']> {
  const { input, content } = context
  const { interactions } = input
  const popularity = await trainKind(context, { kind: 'popularity', point: {} }, interactions)
  if (input.groups) Object.assign(popularity.arrays, segmentPopularity(interactions, input.groups))
  const trained: Bundle['trained'] = {
    popularity,
    ...(content && { content }),
  }
  if (kind === 'hybrid') {
    const events = bestOf(bests.filter((one) => isLearntFromEvents(one.kind)))
    const base = events ?? { kind: 'ease' as const, point: startOf('ease', context.features) }
    trained[base.kind] = await trainKind(context, base, interactions)
    trained.hybrid = trainHybrid(interactions, point as HybridParameters)
  } else if (isLearntFromEvents(kind)) {
    trained[kind] = await trainKind(context, { kind, point }, interactions)
  }
  return trained
}

function isLearntFromEvents(kind: Kind): boolean {
  return kind === 'ease' || kind === 'item-cf' || kind === 'user-cf'
}

async function trainKind(
  { features }: Context,
  { kind, point }: { kind: Kind; point: Point },
  matrix: Interactions,
) {
  const candidate = candidates.find((one) => one.kind === kind)
  if (!candidate) throw new Error(`events alone do not teach a model of kind ${kind}`)
  return candidate.train(matrix, point, features)
}

/** Every kind at its best point on the last window, which chose nothing. */
async function testAll(context: Context, { test }: Folds, bests: Best[]): Promise<CardRow[]> {
  const { content } = context
  const texts = content && contentRecommender(content)
  const events = bestOf(bests.filter(({ kind }) => isLearntFromEvents(kind)))
  const rows: CardRow[] = []
  for (const best of bests) {
    const judged = evaluate(await open(best), { ...test, count: COUNT })
    rows.push({ ...best, test: judged })
  }
  return rows

  async function open({ kind, point }: Best): Promise<Recommender> {
    if (kind === 'content' && texts) return texts
    if (kind !== 'hybrid' || !texts || !events) {
      return openModel(await trainKind(context, { kind, point }, test.known))
    }
    const hybrid = trainHybrid(test.known, point as HybridParameters)
    return hybridRecommender(hybrid, openModel(await trainKind(context, events, test.known)), texts)
  }
}
