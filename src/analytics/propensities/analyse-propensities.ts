import { eq } from 'drizzle-orm'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { keepAnalysis, SEED } from '../analysis/analysis.ts'
import { computeInThread } from '../analysis/compute-in-thread.ts'
import { stillThere } from '../analysis/still-there.ts'
import type { Moment } from '../features/moment.ts'
import type { FeatureTable } from '../models/feature-table.ts'
import { propensities } from '../tables.ts'
import { type Estimate, lackOfLabels } from './estimate.ts'

export type PropensityKind = typeof propensities.$inferSelect.kind
const BATCH = 1_000

export type Question = {
  kind: PropensityKind
  table: FeatureTable
  labels: Uint8Array
  /** Who is asked about, row n of `people` being moment n. */
  moments: readonly Moment[]
  people: FeatureTable
}

/** Answers one question about everybody, or says why it cannot; the last answers go either way. */
export async function analysePropensities(ctx: Ctx, question: Question): Promise<void> {
  const { kind, table, labels, moments, people } = question
  const found: Estimate =
    lackOfLabels(labels) ??
    (await computeInThread<'estimate'>({ kind: 'estimate', table, labels, people, seed: SEED }))
  await inTransaction(ctx, async (tx) => {
    const analysisId = await keepAnalysis(tx, {
      kind,
      state: found.state,
      size: table.rows,
      parameters: found.state === 'ready' ? { ...found.model.chosen, seed: SEED } : { seed: SEED },
      scores: scoresOf(found),
      model: found.state === 'ready' ? found.model : null,
    })
    await tx.db.delete(propensities).where(eq(propensities.kind, kind))
    if (found.state === 'ready') await keepAnswers(tx, { kind, analysisId, moments, found })
  })
}

function scoresOf(found: Estimate): unknown {
  if (found.state === 'not_enough') return { have: found.have, needed: found.needed }
  if (found.state === 'no_better') return found.scores
  return { ...found.scores, importances: found.importances }
}

async function keepAnswers(
  tx: Ctx,
  answers: {
    kind: PropensityKind
    analysisId: string
    moments: readonly Moment[]
    found: Extract<Estimate, { state: 'ready' }>
  },
): Promise<void> {
  const { kind, analysisId, moments, found } = answers
  for (let from = 0; from < moments.length; from += BATCH) {
    const batch = moments.slice(from, from + BATCH)
    const there = await stillThere(
      tx,
      batch.map(({ personId }) => personId),
    )
    const rows = batch.flatMap(({ personId }, at) => {
      const probability = found.probabilities[from + at] ?? 0
      const reasons = found.reasons[from + at] ?? []
      return there.has(personId) ? [{ personId, kind, analysisId, probability, reasons }] : []
    })
    if (rows.length > 0) await tx.db.insert(propensities).values(rows)
  }
}
