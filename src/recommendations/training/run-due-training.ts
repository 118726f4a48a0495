import { and, desc, eq, inArray, isNull, lt, or, sql } from 'drizzle-orm'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { record } from '#platform/events/record.ts'
import { describeError } from '#platform/log/describe-error.ts'
import { unpackBundle } from '../store/bundle.ts'
import { saveModel } from '../store/save-model.ts'
import { trainings } from '../tables.ts'
import { learnInThread } from './learn-in-thread.ts'
import type { KindTrial, ModelCard } from './model-card.ts'
import { readLearnInput } from './read-learn-input.ts'
import { requestTraining } from './request-training.ts'

export type Training = typeof trainings.$inferSelect

const HOUR_MS = 3_600_000
/** A model is learnt anew once a day by itself. */
const EVERY_MS = 24 * HOUR_MS
/** A worker that says nothing for so long is gone, and another goes on with its trials. */
const LEASE_MS = 10 * 60_000

/**
 * Learns a model when one is due, in threads beside the event loop, and has it served. Of several
 * workers one does it; one that dies is followed by another with the trials that were finished.
 */
export async function runDueTraining(ctx: Ctx): Promise<boolean> {
  await planTraining(ctx)
  const training = await take(ctx)
  if (!training) return false
  try {
    const finished = training.trials as KindTrial[]
    const input = await readLearnInput(ctx, { until: training.until, finished })
    const { bytes, card } = await learnInThread(input, (trial) => keepTrial(ctx, training, trial))
    await finish(ctx, training, unpackBundle(bytes), card)
  } catch (error) {
    await ctx.db
      .update(trainings)
      .set({ state: 'failed', error: describeError(error), endedAt: new Date() })
      .where(eq(trainings.id, training.id))
    throw error
  }
  return true
}

/** A day after the last one ended, and before anything was ever learnt. */
async function planTraining(ctx: Ctx): Promise<void> {
  const [last] = await ctx.db
    .select({ createdAt: trainings.createdAt })
    .from(trainings)
    .orderBy(desc(trainings.createdAt))
    .limit(1)
  const isDue = !last || last.createdAt.getTime() + EVERY_MS <= ctx.now.getTime()
  if (isDue) await requestTraining(ctx)
}

async function take(ctx: Ctx): Promise<Training | null> {
  const free = or(
    eq(trainings.state, 'due'),
    and(
      eq(trainings.state, 'running'),
      or(isNull(trainings.leasedUntil), lt(trainings.leasedUntil, ctx.now)),
    ),
  )
  const next = ctx.db
    .select({ id: trainings.id })
    .from(trainings)
    .where(free)
    .limit(1)
    .for('update', { skipLocked: true })
  const [training] = await ctx.db
    .update(trainings)
    .set({ state: 'running', leasedUntil: new Date(ctx.now.getTime() + LEASE_MS) })
    .where(inArray(trainings.id, next))
    .returning()
  return training ?? null
}

/** Each trial is worth keeping by itself; telling it also says that this worker lives. */
async function keepTrial(ctx: Ctx, { id }: Training, trial: KindTrial): Promise<void> {
  await ctx.db
    .update(trainings)
    .set({
      trials: sql`${trainings.trials} || ${JSON.stringify([trial])}::text::jsonb`,
      leasedUntil: new Date(Date.now() + LEASE_MS),
    })
    .where(eq(trainings.id, id))
}

async function finish(
  ctx: Ctx,
  { id, until }: Training,
  bundle: ReturnType<typeof unpackBundle>,
  card: ModelCard,
): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const [open] = await tx.db
      .update(trainings)
      .set({ state: 'done', outcome: { chosen: card.chosen }, endedAt: tx.now, leasedUntil: null })
      .where(and(eq(trainings.id, id), eq(trainings.state, 'running')))
      .returning({ id: trainings.id })
    // Another worker thought this one gone, went on with its trials and was first.
    if (!open) return
    const modelId = await saveModel(tx, { trainingId: id, bundle, card, until })
    await record(tx, { name: 'training.done', trainingId: id, modelId })
  })
}
