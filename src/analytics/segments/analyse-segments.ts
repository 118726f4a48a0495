import { ne } from 'drizzle-orm'
import { newId } from '#kernel/ids.ts'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { keepAnalysis, SEED } from '../analysis/analysis.ts'
import { computeInThread } from '../analysis/compute-in-thread.ts'
import { stillThere } from '../analysis/still-there.ts'
import type { Moment } from '../features/moment.ts'
import type { FeatureTable } from '../models/feature-table.ts'
import { segmentMembers, segments } from '../tables.ts'
import type { Grouping } from './group-people.ts'

/** With fewer people every one would be told of. */
const LEAST_PEOPLE = 30
const BATCH = 1_000

/** Groups the audience anew; the groups of the last time go when the new ones are there. */
export async function analyseSegments(
  ctx: Ctx,
  moments: readonly Moment[],
  table: FeatureTable,
): Promise<void> {
  const size = moments.length
  if (size < LEAST_PEOPLE) {
    const scores = { have: size, needed: LEAST_PEOPLE }
    const nothing = { kind: 'segments', state: 'not_enough', size, parameters: {}, scores } as const
    await inTransaction(ctx, async (tx) => {
      await keepAnalysis(tx, nothing)
      await tx.db.delete(segments)
    })
    return
  }
  const found = await computeInThread<'group'>({ kind: 'group', table, seed: SEED })
  await inTransaction(ctx, (tx) => keepGroups(tx, moments, found))
}

async function keepGroups(tx: Ctx, moments: readonly Moment[], found: Grouping): Promise<void> {
  const analysisId = await keepAnalysis(tx, {
    kind: 'segments',
    state: 'ready',
    size: moments.length,
    parameters: { k: found.k, seed: SEED },
    scores: { silhouette: found.silhouette, tried: found.tried },
  })
  await tx.db.delete(segments).where(ne(segments.analysisId, analysisId))
  for (const { key, rows, centroid } of found.groups) {
    const id = newId(tx.now)
    await tx.db.insert(segments).values({ id, analysisId, key, size: rows.length, centroid })
    for (let from = 0; from < rows.length; from += BATCH) {
      const batch = rows.slice(from, from + BATCH).map((row) => moments[row]?.personId ?? '')
      const members = [...(await stillThere(tx, batch))]
      if (members.length === 0) continue
      await tx.db
        .insert(segmentMembers)
        .values(members.map((personId) => ({ personId, segmentId: id })))
    }
  }
}
