import { sql } from 'drizzle-orm'
import { orders, refundCases } from '#commerce/tables.ts'
import type { Ctx } from '#platform/ctx.ts'
import { actRows } from './acts.ts'
import { type Moment, momentRows } from './moment.ts'

export const PURCHASE_DAYS = 30
export const QUIET_DAYS = 30
export const REFUND_DAYS = 14

const DAY = 86_400_000
const BATCH = 2_000

/** 1 for who paid for something in the days after their moment. */
export function readPurchases(ctx: Ctx, moments: readonly Moment[]): Promise<Uint8Array> {
  const happened = sql`exists (select 1 from ${orders} where ${orders.buyerId} = m.person_id
    and ${orders.paidAt} >= m.at
    and ${orders.paidAt} < m.at + make_interval(days => ${PURCHASE_DAYS}))`
  return readFlags(ctx, moments, happened)
}

/** 1 for who did nothing at all in the days after their moment. */
export function readQuiet(ctx: Ctx, moments: readonly Moment[]): Promise<Uint8Array> {
  const later = moments.map(({ personId, at }) => {
    return { personId, at: new Date(at.getTime() + QUIET_DAYS * DAY) }
  })
  const quiet = sql`not exists (select 1 from ${actRows()} done
    where done.at >= m.at - make_interval(days => ${QUIET_DAYS}))`
  return readFlags(ctx, later, quiet)
}

/** 1 for who asked for money back, and got it, in the days after the purchase of their moment. */
export function readRefunds(ctx: Ctx, moments: readonly Moment[]): Promise<Uint8Array> {
  const happened = sql`exists (select 1 from ${refundCases}
    join ${orders} on ${orders.id} = ${refundCases.orderId}
    where ${orders.buyerId} = m.person_id and ${refundCases.status} = 'approved'
      and ${orders.paidAt} = m.at and ${refundCases.createdAt} >= m.at
      and ${refundCases.createdAt} < m.at + make_interval(days => ${REFUND_DAYS}))`
  return readFlags(ctx, moments, happened)
}

async function readFlags(ctx: Ctx, moments: readonly Moment[], flag: ReturnType<typeof sql>) {
  const flags = new Uint8Array(moments.length)
  for (let from = 0; from < moments.length; from += BATCH) {
    const batch = momentRows(moments.slice(from, from + BATCH))
    const rows = await ctx.db.execute<{ n: string; flag: boolean }>(
      sql`select m.n, ${flag} as flag from ${batch}`,
    )
    for (const row of rows) flags[from + Number(row.n) - 1] = row.flag ? 1 : 0
  }
  return flags
}
