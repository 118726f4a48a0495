import { inArray, sql } from 'drizzle-orm'
import { hasRole } from '#kernel/actor.ts'
import { forbidden } from '#kernel/errors.ts'
import { type Money, money } from '#kernel/money.ts'
import { ledgerAccounts, verifyLedger } from '#ledger'
import { ledgerEntries, ledgerTransfers } from '#ledger/tables.ts'
import type { Ctx } from '#platform/ctx.ts'
import { getSettings } from '#platform/settings/settings.ts'
import { maySeeEveryOrder } from './order.ts'

export type SalesSummary = {
  today: Money
  month: Money
  refunds: Money
  sales: number
  books: { balanced: boolean; transfers: number }
}

/**
 * Income since midnight and since the first of the month in Beijing, read from the ledger: a
 * creator's own, all for the owner.
 */
export async function salesSummary(ctx: Ctx): Promise<SalesSummary> {
  const { actor } = ctx
  if (actor.kind !== 'person' || !hasRole(actor, 'creator', 'support')) throw forbidden()
  const { currency } = await getSettings(ctx)
  const account = maySeeEveryOrder(actor)
    ? sql`split_part(${ledgerEntries.account}, ':', 1) in ('deferred', 'held', 'payable',
        'platform-income', 'revenue')`
    : inArray(ledgerEntries.account, [
        ledgerAccounts.deferred(actor.personId),
        ledgerAccounts.held(actor.personId),
        ledgerAccounts.payable(actor.personId),
        ledgerAccounts.revenue(actor.personId),
      ])
  const since = (unit: 'day' | 'month') =>
    sql`date_trunc(${sql.raw(`'${unit}'`)}, ${ctx.now.toISOString()}::timestamptz, 'Asia/Shanghai')`
  const isSale = sql`${ledgerTransfers.kind} = 'sale'`
  const isRefund = sql`${ledgerTransfers.kind} in ('refund', 'refund_failed')`
  const [row] = await ctx.db
    .select({
      today: sql<string>`coalesce(-sum(${ledgerEntries.amountMinor})
        filter (where ${isSale} and ${ledgerTransfers.at} >= ${since('day')}), 0)`,
      month: sql<string>`coalesce(-sum(${ledgerEntries.amountMinor})
        filter (where ${isSale} and ${ledgerTransfers.at} >= ${since('month')}), 0)`,
      refunds: sql<string>`coalesce(sum(${ledgerEntries.amountMinor})
        filter (where ${isRefund} and ${ledgerTransfers.at} >= ${since('month')}), 0)`,
      sales: sql<string>`count(distinct ${ledgerTransfers.id})
        filter (where ${isSale} and ${ledgerTransfers.at} >= ${since('month')})`,
    })
    .from(ledgerEntries)
    .innerJoin(ledgerTransfers, sql`${ledgerTransfers.id} = ${ledgerEntries.transferId}`)
    .where(sql`${account} and ${ledgerEntries.currency} = ${currency}`)
  const { balanced, transfers } = await verifyLedger(ctx)
  return {
    today: money(BigInt(row?.today ?? 0), currency),
    month: money(BigInt(row?.month ?? 0), currency),
    refunds: money(BigInt(row?.refunds ?? 0), currency),
    sales: Number(row?.sales ?? 0),
    books: { balanced, transfers },
  }
}
