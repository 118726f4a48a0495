import { and, eq } from 'drizzle-orm'
import { type Actor, hasRole } from '#kernel/actor.ts'
import { newId } from '#kernel/ids.ts'
import type { Ctx } from '#platform/ctx.ts'
import { analyses } from '../tables.ts'

export type Analysis = typeof analyses.$inferSelect
export type AnalysisKind = Analysis['kind']

/** A chance that is the same every day, so that only the data change a result. */
export const SEED = 20_260_301

/** Who learns of the audience: the owner, and support without names. */
export function maySeeAudience(actor: Actor): boolean {
  return hasRole(actor, 'owner', 'support')
}

/** Who sees whom a probability or a segment speaks of. */
export function maySeeNames(actor: Actor): boolean {
  return hasRole(actor, 'owner')
}

/** Figures of the past stay for comparison; their models go. */
export async function keepAnalysis(
  tx: Ctx,
  found: Pick<Analysis, 'kind' | 'state' | 'size' | 'parameters' | 'scores'> & { model?: unknown },
): Promise<string> {
  const id = newId(tx.now)
  await tx.db
    .update(analyses)
    .set({ model: null, current: false })
    .where(and(eq(analyses.kind, found.kind), eq(analyses.current, true)))
  const row = { ...found, id, model: found.model ?? null, madeAt: tx.now, current: true }
  await tx.db.insert(analyses).values(row)
  return id
}

/** The current one of a kind, or null before the first. */
export async function findAnalysis(ctx: Ctx, kind: AnalysisKind): Promise<Analysis | null> {
  const [row] = await ctx.db
    .select()
    .from(analyses)
    .where(and(eq(analyses.kind, kind), eq(analyses.current, true)))
  return row ?? null
}
