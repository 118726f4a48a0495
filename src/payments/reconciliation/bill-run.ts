import { and, asc, eq, lte, or } from 'drizzle-orm'
import type { Ctx } from '#platform/ctx.ts'
import { gatewaysWithBills } from '../gateways/gateways.ts'
import { billRuns } from '../tables.ts'

export type BillRun = typeof billRuns.$inferSelect

/** Longer than the largest bill takes; a process that died lets go of its run after this. */
const LEASE_MS = 60 * 60_000
/** Minutes until a bill that is late, or could not be read, is asked for again. */
const TRY_AFTER_MINUTES = [5, 15, 30, 60, 120, 360]
/** After so many vain tries a person is told: for a bill that is late, half a day or so. */
const ALARM_AFTER = 6

/** Takes the oldest bill that is due; each goes to one process. Null when none is. */
export async function claimBillRun(ctx: Ctx): Promise<BillRun | null> {
  const ours = gatewaysWithBills().map(({ name, account }) =>
    and(eq(billRuns.provider, name), eq(billRuns.account, account)),
  )
  if (ours.length === 0) return null
  return ctx.db.transaction(async (db) => {
    const [due] = await db
      .select()
      .from(billRuns)
      .where(and(lte(billRuns.tryAt, ctx.now), or(...ours)))
      .orderBy(asc(billRuns.tryAt), asc(billRuns.date))
      .limit(1)
      .for('update', { skipLocked: true })
    if (!due) return null
    const [claimed] = await db
      .update(billRuns)
      .set({
        state: 'matching',
        attempt: due.attempt + 1,
        tryAt: new Date(ctx.now.getTime() + LEASE_MS),
      })
      .where(eq(billRuns.id, due.id))
      .returning()
    return claimed ?? null
  })
}

export async function getBillRun(ctx: Ctx, id: string): Promise<BillRun> {
  const [run] = await ctx.db.select().from(billRuns).where(eq(billRuns.id, id))
  if (!run) throw new Error(`no bill run ${id}`)
  return run
}

/**
 * Puts a run back for later: the bill is not made yet, or could not be had or believed. True when
 * it has now been so often that a person must know. Does nothing for an attempt that was overtaken.
 */
export async function postponeBillRun(
  ctx: Ctx,
  run: BillRun,
  { code, isFailure }: { code: string; isFailure: boolean },
): Promise<boolean> {
  const tries = run.tries + 1
  const minutes = TRY_AFTER_MINUTES[Math.min(run.tries, TRY_AFTER_MINUTES.length - 1)] ?? 360
  const [moved] = await ctx.db
    .update(billRuns)
    .set({
      tries,
      state: isFailure ? 'failed' : 'wanted',
      error: code,
      tryAt: new Date(ctx.now.getTime() + minutes * 60_000),
    })
    .where(and(eq(billRuns.id, run.id), eq(billRuns.attempt, run.attempt)))
    .returning({ id: billRuns.id })
  return moved !== undefined && tries === ALARM_AFTER
}
