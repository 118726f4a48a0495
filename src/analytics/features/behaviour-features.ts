import { type SQL, sql } from 'drizzle-orm'
import { items } from '#catalog/tables.ts'
import { openings } from '#library/tables.ts'
import { itemViews } from '../tables.ts'
import { actRows } from './acts.ts'

/** How often a person comes and how far they get. */
export const behaviourFeatures = [
  'days_since_active',
  'active_days_30',
  'active_days_90',
  'items_opened',
  'looks_30',
  'items_looked_at',
  'free_share',
  'reads_30',
  'completions',
  'completions_30',
  'completions_per_active_day',
  'marks',
  'open_orders',
] as const

/** One row a moment; who never did anything has been quiet since registering (null here). */
export function behaviourFeaturesAt(moments: SQL): SQL {
  return sql`select m.n,
      extract(epoch from m.at - a.last_at)::float8 / 86400 as days_since_active,
      a.days_30::float8 as active_days_30,
      a.days_90::float8 as active_days_90,
      (select count(distinct ${openings.itemId}) from ${openings}
        where ${openings.personId} = m.person_id and ${openings.firstAt} < m.at)::float8
        as items_opened,
      a.looks_30::float8 as looks_30,
      v.looked_at::float8 as items_looked_at,
      v.free::float8 / nullif(v.looked_at, 0) as free_share,
      a.reads_30::float8 as reads_30,
      a.completions::float8 as completions,
      a.completions_30::float8 as completions_30,
      a.completions::float8 / greatest(1, a.days) as completions_per_active_day,
      a.marks::float8 as marks,
      greatest(0, a.placed - a.bought)::float8 as open_orders
    from ${moments}
    cross join lateral (
      select max(at) as last_at,
        count(distinct at::date) as days,
        count(distinct at::date) filter (where at >= m.at - interval '30 days') as days_30,
        count(distinct at::date) filter (where at >= m.at - interval '90 days') as days_90,
        count(*) filter (where kind = 'read' and at >= m.at - interval '30 days') as reads_30,
        count(*) filter (where kind in ('look', 'search')
          and at >= m.at - interval '30 days') as looks_30,
        count(*) filter (where kind = 'complete') as completions,
        count(*) filter (where kind = 'complete' and at >= m.at - interval '30 days')
          as completions_30,
        count(*) filter (where kind = 'mark') as marks,
        count(*) filter (where kind = 'order') as placed,
        count(*) filter (where kind = 'buy') as bought
      from ${actRows()} done
    ) a
    cross join lateral (
      select count(*) as looked_at, count(*) filter (where ${items.access} = 'open') as free
      from ${itemViews} join ${items} on ${items.id} = ${itemViews.itemId}
      where ${itemViews.personId} = m.person_id and ${itemViews.firstAt} < m.at
    ) v`
}
