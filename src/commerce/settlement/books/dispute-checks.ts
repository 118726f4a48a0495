import { sql } from 'drizzle-orm'
import type { Check } from './check.ts'

/** What banks hold back against the disputes that are open. */
export const disputeChecks: Check[] = [
  {
    name: 'disputed-money',
    query: sql`with held as (select 'disputes:' || provider as account, currency,
        sum(amount_minor) as sum from disputes where status = 'withdrawn' group by 1, 2),
      booked as (select account, currency, sum(amount_minor) as sum from ledger_entries
        where account like 'disputes:%' group by 1, 2)
      select coalesce(h.account, b.account) as subject, 'withdrawn '
        || coalesce(h.sum, 0) || ', booked ' || coalesce(b.sum, 0) as detail
      from held h full join booked b on b.account = h.account and b.currency = h.currency
      where coalesce(h.sum, 0) <> coalesce(b.sum, 0)`,
  },
  {
    name: 'dispute-lost',
    query: sql`select d.dispute_no as subject, d.status || ', but booked as lost: '
        || (l.id is not null) || ', regained: ' || (r.id is not null) as detail
      from disputes d left join ledger_transfers l on l.key = 'dispute-lost:' || d.id
      left join ledger_transfers r on r.key = 'dispute-regained:' || d.id
      where d.kind = 'chargeback' and case d.status
        when 'lost' then l.id is null or r.id is not null
        when 'won' then (l.id is null) <> (r.id is null) else l.id is not null end`,
  },
]
