import { type SQL, sql } from 'drizzle-orm'
import { orders, refundCases } from '#commerce/tables.ts'
import { marks } from '#community/tables.ts'
import { lessonProgress, openings } from '#library/tables.ts'
import { itemViews } from '../tables.ts'

/** What a person can be seen to do, in the order in which two of one moment are told. */
export const acts = [
  'look',
  'search',
  'mark',
  'order',
  'buy',
  'read',
  'complete',
  'refund',
] as const
export type Act = (typeof acts)[number]

/**
 * Everything the person `m.person_id` did before `m.at`, as rows (kind, at). Only moments that
 * never move later are read (the first opening and not the last, the decision of a refund and not
 * what an order was refunded in all), so that the past looks the same whenever it is asked for.
 */
export function actRows(): SQL {
  return sql`(
    select case when ${itemViews.fromSearch} then 'search' else 'look' end as kind,
      ${itemViews.firstAt} as at from ${itemViews}
      where ${itemViews.personId} = m.person_id and ${itemViews.firstAt} < m.at
    union all select 'mark', ${marks.markedAt} from ${marks}
      where ${marks.personId} = m.person_id and ${marks.markedAt} < m.at
    union all select 'order', ${orders.createdAt} from ${orders}
      where ${orders.buyerId} = m.person_id and ${orders.createdAt} < m.at
    union all select 'buy', ${orders.paidAt} from ${orders}
      where ${orders.buyerId} = m.person_id and ${orders.paidAt} < m.at
    union all select 'read', ${openings.firstAt} from ${openings}
      where ${openings.personId} = m.person_id and ${openings.firstAt} < m.at
    union all select 'complete', ${lessonProgress.completedAt} from ${lessonProgress}
      where ${lessonProgress.personId} = m.person_id and ${lessonProgress.completedAt} < m.at
    union all select 'refund', ${refundCases.decidedAt} from ${refundCases}
      join ${orders} on ${orders.id} = ${refundCases.orderId}
      where ${orders.buyerId} = m.person_id and ${refundCases.status} = 'approved'
        and ${refundCases.decidedAt} < m.at
  )`
}
