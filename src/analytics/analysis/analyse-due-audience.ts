import { eq } from 'drizzle-orm'
import { hasRole } from '#kernel/actor.ts'
import { forbidden } from '#kernel/errors.ts'
import type { Ctx } from '#platform/ctx.ts'
import { analysisRuns } from '../tables.ts'
import { analyseAudience } from './analyse-audience.ts'

/**
 * Looks at the audience once a day, whichever worker comes first; true if it was this one. Who does
 * not wish to be looked at is asked of `unwilling` at that moment.
 */
export async function analyseDueAudience(
  ctx: Ctx,
  unwilling: (ctx: Ctx) => Promise<ReadonlySet<string>> = async () => new Set(),
): Promise<boolean> {
  if (!hasRole(ctx.actor, 'owner')) throw forbidden()
  const day = ctx.now.toISOString().slice(0, 10)
  const [taken] = await ctx.db
    .insert(analysisRuns)
    .values({ day, startedAt: ctx.now })
    .onConflictDoNothing()
    .returning()
  if (!taken) return false
  try {
    await analyseAudience(ctx, { without: await unwilling(ctx) })
  } catch (error) {
    await ctx.db.delete(analysisRuns).where(eq(analysisRuns.day, day))
    throw error
  }
  return true
}
