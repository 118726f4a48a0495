import { eq } from 'drizzle-orm'
import * as analytics from '#analytics'
import type { Ctx } from '#platform/ctx.ts'
import type { Point } from '../evaluation/search.ts'
import { type Groups, NO_GROUP } from '../matrix/segment-popularity.ts'
import { type ModelKind, modelKinds } from '../models/model.ts'
import { getRecommendationSettings } from '../settings.ts'
import { readMatrix, type SiteMatrix } from '../signals/read-matrix.ts'
import { models } from '../tables.ts'
import { alignTo } from './align-to.ts'
import { type AsOf, momentsOf } from './folds.ts'
import type { LearnInput } from './learn.ts'
import type { KindTrial, ModelCard } from './model-card.ts'
import { readDocuments } from './read-documents.ts'

/** The same search is done again for the same data. */
const SEED = 1

/** What a training learns from, read as of a moment. */
export async function readLearnInput(
  ctx: Ctx,
  { until, finished = [] }: { until: Date; finished?: KindTrial[] },
): Promise<LearnInput> {
  const [settings, matrix, champion] = await Promise.all([
    getRecommendationSettings(ctx),
    readMatrix(ctx, until),
    championOf(ctx),
  ])
  const { interactions, firstAt, itemIds, personIds } = matrix
  const described = await readDocuments(ctx, itemIds)
  const documents = itemIds.flatMap((id, item) => {
    const description = described.get(id)
    return description ? [{ item, ...description }] : []
  })
  return {
    ...{ interactions, firstAt, itemIds, documents, champion },
    asOf: await readAsOf(ctx, matrix),
    groups: await readGroups(ctx, personIds),
    choice: settings.model,
    finished,
    seconds: settings.searchSeconds,
    seed: SEED,
    until: until.toISOString(),
  }
}

async function readGroups(ctx: Ctx, personIds: string[]): Promise<Groups> {
  const keyOf = await analytics.segmentsOfAll(ctx)
  const keys = [...new Set(keyOf.values())].sort()
  const ofPerson = Uint8Array.from(personIds, (id) => {
    const at = keys.indexOf(keyOf.get(id) ?? '')
    return at < 0 ? NO_GROUP : at
  })
  return { keys, ofPerson }
}

/** The signals once more as they stood at each window's beginning, numbered as now. */
async function readAsOf(ctx: Ctx, matrix: SiteMatrix): Promise<AsOf[]> {
  const all: AsOf[] = []
  for (const moment of momentsOf(matrix.firstAt)) {
    // A millisecond before: what happens at the moment itself is to be foretold.
    const then = await readMatrix(ctx, new Date(moment - 1))
    all.push({ moment, known: alignTo(matrix, then) })
  }
  return all
}

async function championOf(ctx: Ctx): Promise<LearnInput['champion']> {
  const [served] = await ctx.db
    .select({ kind: models.kind, card: models.card })
    .from(models)
    .where(eq(models.state, 'serving'))
  if (!served || !isKind(served.kind)) return null
  const { rows } = served.card as ModelCard
  const point: Point = rows.find(({ kind }) => kind === served.kind)?.point ?? {}
  return { kind: served.kind, point }
}

function isKind(text: string): text is ModelKind {
  return (modelKinds as readonly string[]).includes(text)
}
