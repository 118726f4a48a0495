import { eq } from 'drizzle-orm'
import { forbidden } from '#kernel/errors.ts'
import type { Ctx } from '#platform/ctx.ts'
import { analyses } from '../tables.ts'
import { type Analysis, maySeeAudience } from './analysis.ts'

/** The current analysis of each kind with its figures, without its model. Owner and support. */
export async function listAnalyses(ctx: Ctx): Promise<Omit<Analysis, 'model' | 'current'>[]> {
  if (!maySeeAudience(ctx.actor)) throw forbidden()
  const { id, kind, state, size, parameters, scores, madeAt } = analyses
  return ctx.db
    .select({ id, kind, state, size, parameters, scores, madeAt })
    .from(analyses)
    .where(eq(analyses.current, true))
    .orderBy(kind)
}
