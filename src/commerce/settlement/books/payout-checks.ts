import { sql } from 'drizzle-orm'
import type { Check } from './check.ts'

/** Payouts against what left the payable for them, and what is still in the clearing. */
export const payoutChecks: Check[] = [
  {
    name: 'payout-booked',
    query: sql`select p.number as subject, 'asked ' || p.amount_minor || ', booked '
        || coalesce(sum(e.amount_minor), 0) as detail
      from payouts p left join ledger_transfers t on t.key = 'payout:' || p.id
      left join ledger_entries e on e.transfer_id = t.id and e.account = 'payable:' || p.person_id
      group by p.id having coalesce(sum(e.amount_minor), 0) <> p.amount_minor`,
  },
  {
    name: 'payout-final',
    query: sql`select p.number as subject, p.status || ', but booked as paid: '
        || (d.id is not null) || ', given back: ' || (f.id is not null) as detail
      from payouts p left join ledger_transfers d on d.key = 'payout-paid:' || p.id
      left join ledger_transfers f on f.key = 'payout-failed:' || p.id
      where (d.id is not null) <> (p.status = 'paid')
        or (f.id is not null) <> (p.status in ('failed', 'cancelled'))`,
  },
  {
    name: 'clearing',
    query: sql`with sent as (select 'clearing:' || person_id as account, currency,
        sum(amount_minor) as sum from payouts
        where status in ('requested', 'approved', 'sending') group by 1, 2),
      booked as (select account, currency, -sum(amount_minor) as sum from ledger_entries
        where account like 'clearing:%' group by 1, 2)
      select coalesce(s.account, b.account) as subject, 'under way ' || coalesce(s.sum, 0)
        || ', booked ' || coalesce(b.sum, 0) as detail
      from sent s full join booked b on b.account = s.account and b.currency = s.currency
      where coalesce(s.sum, 0) <> coalesce(b.sum, 0)`,
  },
]
