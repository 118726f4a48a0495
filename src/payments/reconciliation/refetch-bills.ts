import { and, eq } from 'drizzle-orm'
import { notFound } from '#kernel/errors.ts'
import { audit } from '#platform/audit/audit.ts'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import type { ProviderName } from '../provider.ts'
import { billRuns } from '../tables.ts'
import { requireReconciler } from './differences/difference.ts'

/** Has the worker fetch and match a day's bills anew; what was found stays till then. */
export async function refetchBills(
  ctx: Ctx,
  day: { provider: ProviderName; account: string; date: string },
): Promise<void> {
  requireReconciler(ctx)
  await inTransaction(ctx, async (tx) => {
    const wanted = await tx.db
      .update(billRuns)
      .set({ state: 'wanted', tries: 0, tryAt: tx.now, error: null })
      .where(
        and(
          eq(billRuns.provider, day.provider),
          eq(billRuns.account, day.account),
          eq(billRuns.date, day.date),
        ),
      )
      .returning({ id: billRuns.id })
    if (wanted.length === 0) throw notFound('bill.not_found')
    await audit(tx, 'bill.refetch', `gateway:${day.provider}`, { date: day.date })
  })
}
