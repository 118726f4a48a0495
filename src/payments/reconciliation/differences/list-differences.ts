import { asc, count, desc, eq, gt, sql } from 'drizzle-orm'
import type { Ctx } from '#platform/ctx.ts'
import { billDifferenceHistory, billDifferences, billRuns } from '../../tables.ts'
import type { BillRun } from '../bill-run.ts'
import { addDays } from '../business-day.ts'
import { type Difference, requireReconciler } from './difference.ts'

const SHOWN = 50
const DAYS_SHOWN = 35
const EXPORT_BATCH = 500

export type BillDay = Pick<
  BillRun,
  'provider' | 'account' | 'date' | 'kind' | 'state' | 'lines' | 'matched' | 'error' | 'finishedAt'
> & { open: number }

/** The bills of the last weeks and the oldest open differences; for who handles money. */
export async function listDifferences(
  ctx: Ctx,
): Promise<{ days: BillDay[]; open: Difference[]; openCount: number }> {
  requireReconciler(ctx)
  const since = addDays(ctx.now.toISOString().slice(0, 10), -DAYS_SHOWN)
  const stillOpen = eq(billDifferences.state, 'open')
  const [days, open, [all]] = await Promise.all([
    ctx.db
      .select({
        provider: billRuns.provider,
        account: billRuns.account,
        date: billRuns.date,
        kind: billRuns.kind,
        state: billRuns.state,
        lines: billRuns.lines,
        matched: billRuns.matched,
        error: billRuns.error,
        finishedAt: billRuns.finishedAt,
        open: sql<number>`(select count(*)::int from bill_differences
          where run_id = bill_runs.id and state = 'open')`,
      })
      .from(billRuns)
      .where(gt(billRuns.date, since))
      .orderBy(asc(billRuns.provider), asc(billRuns.account), asc(billRuns.date)),
    ctx.db
      .select()
      .from(billDifferences)
      .where(stillOpen)
      .orderBy(asc(billDifferences.foundAt), asc(billDifferences.id))
      .limit(SHOWN),
    ctx.db.select({ count: count() }).from(billDifferences).where(stillOpen),
  ])
  return { days, open, openCount: all?.count ?? 0 }
}

/** Every difference ever found, oldest first, piece by piece. */
export async function* eachDifference(ctx: Ctx): AsyncGenerator<Difference> {
  requireReconciler(ctx)
  let after = '00000000-0000-0000-0000-000000000000'
  for (;;) {
    const rows = await ctx.db
      .select()
      .from(billDifferences)
      .where(gt(billDifferences.id, after))
      .orderBy(asc(billDifferences.id))
      .limit(EXPORT_BATCH)
    yield* rows
    const last = rows.at(-1)
    if (!last || rows.length < EXPORT_BATCH) return
    after = last.id
  }
}

/** What happened to a difference, newest first. */
export async function listDifferenceHistory(ctx: Ctx, differenceId: string) {
  requireReconciler(ctx)
  return ctx.db
    .select()
    .from(billDifferenceHistory)
    .where(eq(billDifferenceHistory.differenceId, differenceId))
    .orderBy(desc(billDifferenceHistory.id))
}
