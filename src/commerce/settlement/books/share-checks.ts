import { sql } from 'drizzle-orm'
import type { Check } from './check.ts'

/** Shares, their stages and the accounts of people against each other. */
export const shareChecks: Check[] = [
  {
    name: 'share-sum',
    query: sql`select o.number || '/' || l.position as subject, 'line ' || l.amount_minor
        || ', shares ' || coalesce(sum(s.amount_minor), 0) as detail
      from order_lines l join orders o on o.id = l.order_id
      left join sale_shares s on s.order_id = l.order_id and s.position = l.position
      where exists (select 1 from ledger_transfers t where t.kind = 'sale'
        and t.subject = 'order:' || l.order_id)
      group by o.number, l.order_id, l.position
      having coalesce(sum(s.amount_minor), 0) <> l.amount_minor`,
  },
  {
    name: 'share-refunds',
    query: sql`with taken as (select k.order_id, k.position, k.rank, sum(k.amount_minor) as sum
        from refund_takings k where not exists (select 1 from ledger_transfers t
          where t.key in ('refund-failed:' || k.refund_id, 'dispute-regained:' || k.refund_id))
        group by 1, 2, 3)
      select s.order_id || '/' || s.position || '/' || s.rank as subject, 'refunded '
        || s.refunded_minor || ', taken ' || coalesce(k.sum, 0) as detail
      from sale_shares s left join taken k using (order_id, position, rank)
      where s.refunded_minor <> coalesce(k.sum, 0)`,
  },
  {
    name: 'stages',
    query: sql`with parts as (
        select 'deferred:' || coalesce(person_id::text, 'platform') as account, currency,
          deferred_minor as minor from sale_shares
        union all select 'held:' || person_id, currency, left_minor from held_lots
        union all select case when person_id is null then 'platform-income'
            else 'payable:' || person_id end, currency,
          amount_minor - refunded_minor - deferred_minor from sale_shares
        union all select 'payable:' || person_id, currency, -left_minor from held_lots
        union all select 'payable:' || person_id, currency, -amount_minor from payouts
          where status not in ('failed', 'cancelled')),
      kept as (select account, currency, sum(minor) as sum from parts group by 1, 2),
      booked as (select e.account, e.currency, -sum(e.amount_minor) as sum from ledger_entries e
        join ledger_transfers t on t.id = e.transfer_id
        where split_part(e.account, ':', 1) in ('deferred', 'held', 'payable', 'platform-income')
          and (t.kind <> 'adjustment' or t.key like 'migrated:%') group by 1, 2)
      select coalesce(k.account, b.account) as subject, 'shares and payouts leave '
        || coalesce(k.sum, 0) || ', booked ' || coalesce(b.sum, 0) as detail
      from kept k full join booked b on b.account = k.account and b.currency = k.currency
      where coalesce(k.sum, 0) <> coalesce(b.sum, 0)`,
  },
  {
    name: 'earned-beyond-deferred',
    query: sql`select t.subject, 'overdrawn by ' || sum(e.amount_minor) || ' on ' || e.account
        as detail
      from ledger_entries e join ledger_transfers t on t.id = e.transfer_id
      where e.account like 'deferred:%' and t.kind <> 'adjustment'
      group by t.subject, e.account having sum(e.amount_minor) > 0`,
  },
]
