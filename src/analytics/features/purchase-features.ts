import { type SQL, sql } from 'drizzle-orm'
import { people } from '#accounts/tables.ts'
import { orderLines, orders, refundCases } from '#commerce/tables.ts'

/** Recency, frequency, money, and what was given back. */
export const purchaseFeatures = [
  'days_since_registered',
  'days_since_purchase',
  'purchases',
  'purchases_90',
  'items_bought',
  'log_spent',
  'refund_share',
] as const

/**
 * One row a moment. `log_spent` is ln(1 + minor units paid and not returned) in the currency that
 * most of the person's orders are in: a measure of size and never an amount.
 */
export function purchaseFeaturesAt(moments: SQL): SQL {
  return sql`select m.n,
      extract(epoch from m.at - ${people.createdAt})::float8 / 86400 as days_since_registered,
      extract(epoch from m.at - o.last_paid)::float8 / 86400 as days_since_purchase,
      coalesce(o.purchases, 0)::float8 as purchases,
      coalesce(o.purchases_90, 0)::float8 as purchases_90,
      coalesce(o.items_bought, 0)::float8 as items_bought,
      ln(1 + greatest(0, coalesce(o.paid, 0) - coalesce(r.returned, 0)))::float8 as log_spent,
      coalesce(r.cases, 0)::float8 / greatest(1, coalesce(o.purchases, 0)) as refund_share
    from ${moments}
    join ${people} on ${people.id} = m.person_id
    left join lateral (
      select ${orders.currency} as currency from ${orders}
      where ${orders.buyerId} = m.person_id and ${orders.paidAt} < m.at
      group by 1 order by count(*) desc, 1 limit 1
    ) c on true
    left join lateral (
      select max(${orders.paidAt}) as last_paid, count(*) as purchases,
        count(*) filter (where ${orders.paidAt} >= m.at - interval '90 days') as purchases_90,
        sum(${orders.totalMinor}) filter (where ${orders.currency} = c.currency) as paid,
        sum((select count(*) from ${orderLines} where ${orderLines.orderId} = ${orders.id}))
          as items_bought
      from ${orders} where ${orders.buyerId} = m.person_id and ${orders.paidAt} < m.at
    ) o on true
    left join lateral (
      select count(*) as cases,
        sum(${refundCases.amountMinor}) filter (where ${refundCases.currency} = c.currency)
          as returned
      from ${refundCases} join ${orders} on ${orders.id} = ${refundCases.orderId}
      where ${orders.buyerId} = m.person_id and ${refundCases.status} = 'approved'
        and ${refundCases.decidedAt} < m.at
    ) r on true`
}
