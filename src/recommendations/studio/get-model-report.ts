import { desc, eq } from 'drizzle-orm'
import { hasRole } from '#kernel/actor.ts'
import { forbidden } from '#kernel/errors.ts'
import type { Ctx } from '#platform/ctx.ts'
import type { ModelKind } from '../models/model.ts'
import { models, trainings } from '../tables.ts'
import type { ModelCard } from '../training/model-card.ts'

export type ReportedModel = { id: string; kind: ModelKind; card: ModelCard; createdAt: Date }

export type ReportedTraining = Pick<
  typeof trainings.$inferSelect,
  'id' | 'state' | 'error' | 'createdAt' | 'endedAt'
> & {
  /** By whom it was asked for: the daily plan, or a person. */
  isPlanned: boolean
  /** Sets of parameters that were tried. */
  trials: number
  chosen: ModelKind | null
}

export type ModelReport = {
  /** Null before the first training, and while one who was forgotten is being unlearnt. */
  served: ReportedModel | null
  /** The one before, to see what changed. */
  before: ReportedModel | null
  /** The newest first. */
  trainings: ReportedTraining[]
}

const LATEST = 8

/** Which model is served, how good it was found, and how it came about. Owner only. */
export async function getModelReport(ctx: Ctx): Promise<ModelReport> {
  if (!hasRole(ctx.actor, 'owner')) throw forbidden()
  const { id, kind, card, createdAt, state } = models
  const [latest, searches] = await Promise.all([
    ctx.db
      .select({ id, kind, card, createdAt, state })
      .from(models)
      .orderBy(desc(createdAt))
      .limit(LATEST),
    ctx.db.select().from(trainings).orderBy(desc(trainings.createdAt)).limit(LATEST),
  ])
  const [serving] = await ctx.db
    .select({ id, kind, card, createdAt })
    .from(models)
    .where(eq(state, 'serving'))
  const older = latest.find((one) => one.state === 'retired')
  return {
    served: serving ? reported(serving) : null,
    before: older ? reported(older) : null,
    trainings: searches.map(({ askedBy, trials, outcome, ...row }) => ({
      ...{ id: row.id, state: row.state, error: row.error },
      ...{ createdAt: row.createdAt, endedAt: row.endedAt },
      isPlanned: !askedBy.startsWith('person:'),
      trials: Array.isArray(trials) ? trials.length : 0,
      chosen: (outcome as { chosen?: ModelKind } | null)?.chosen ?? null,
    })),
  }
}

type Row = Omit<ReportedModel, 'kind' | 'card'> & { kind: string; card: unknown }

function reported({ id, kind, card, createdAt }: Row): ReportedModel {
  return { id, kind: kind as ModelKind, card: card as ModelCard, createdAt }
}
