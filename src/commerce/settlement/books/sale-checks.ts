import { sql } from 'drizzle-orm'
import type { Check } from './check.ts'

/** Charges and refunds of gateways against what is booked of them. */
export const saleChecks: Check[] = [
  {
    name: 'settled-charge',
    query: sql`select c.out_trade_no as subject,
        'sale or suspense booked ' || count(t.id) || ' times' as detail
      from charges c left join ledger_transfers t on t.key in ('sale:' || c.id, 'suspense:' || c.id)
      where c.status = 'settled' group by c.id having count(t.id) <> 1`,
  },
  {
    name: 'duplicate-charge',
    query: sql`select c.out_trade_no as subject, 'not in suspense' as detail
      from charges c left join ledger_transfers t on t.key = 'suspense:' || c.id
      where c.status = 'duplicate' and t.id is null`,
  },
  {
    name: 'sale-without-charge',
    query: sql`select t.key as subject, 'no settled charge' as detail
      from ledger_transfers t
      left join charges c on t.key = 'sale:' || c.id and c.status = 'settled'
      where t.kind = 'sale' and c.id is null`,
  },
  {
    name: 'sale-amount',
    query: sql`select c.out_trade_no as subject,
        'charged ' || c.amount_minor || ', booked ' || coalesce(sum(e.amount_minor), 0) as detail
      from charges c join ledger_transfers t on t.key = 'sale:' || c.id
      left join ledger_entries e on e.transfer_id = t.id
        and e.account = 'gateway-receivable:' || c.provider
      group by c.id having coalesce(sum(e.amount_minor), 0) <> c.amount_minor`,
  },
  {
    name: 'refund-booked',
    query: sql`select r.out_refund_no as subject, 'asked ' || r.amount_minor || ', booked '
        || coalesce(-sum(e.amount_minor), 0) as detail
      from refunds r left join ledger_transfers t on t.key = 'refund:' || r.id
      left join ledger_entries e on e.transfer_id = t.id and e.account = 'refund-payable'
      group by r.id having coalesce(-sum(e.amount_minor), 0) <> r.amount_minor`,
  },
  {
    name: 'refund-final',
    query: sql`select r.out_refund_no as subject, r.status || ', but booked as settled: '
        || (s.id is not null) || ', failed: ' || (f.id is not null) as detail
      from refunds r left join ledger_transfers s on s.key = 'refund-settled:' || r.id
      left join ledger_transfers f on f.key = 'refund-failed:' || r.id
      where case r.status when 'succeeded' then s.id is null or f.id is not null
        when 'failed' then f.id is null else s.id is not null or f.id is not null end`,
  },
  {
    name: 'refund-payable',
    query: sql`with asked as (select currency, sum(amount_minor) as sum from refunds
        where status in ('requested', 'processing') group by currency),
      booked as (select currency, -sum(amount_minor) as sum from ledger_entries
        where account = 'refund-payable' group by currency)
      select 'refund-payable ' || coalesce(a.currency, b.currency) as subject, 'under way '
        || coalesce(a.sum, 0) || ', booked ' || coalesce(b.sum, 0) as detail
      from asked a full join booked b on b.currency = a.currency
      where coalesce(a.sum, 0) <> coalesce(b.sum, 0)`,
  },
]
