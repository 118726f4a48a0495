import type { Sql } from 'postgres'
import { orderTransitions } from '../../src/commerce/orders/order.ts'

/**
 * What must hold after every step, whatever crashed in it (PAYMENTS §3.1), of the orders from one
 * moment on. Each is a query for what must not be there.
 */
const always = (sql: Sql, since: string) => sql`
  with recent as (select * from orders where id >= ${since}::uuid),
  attempts as (select c.*, o.id as order_id, o.status as order_status, o.total_minor,
      exists (select 1 from ledger_transfers t where t.key = 'sale:' || c.id) as is_sale
    from charges c join recent o on o.id::text = c.subject),
  allowed(from_status, to_status) as (values ${sql.unsafe(allowedSteps())})
  select 'I1 a transfer does not balance' as broken, t.key as what
    from ledger_transfers t join recent o on t.subject = 'order:' || o.id
    join ledger_entries e on e.transfer_id = t.id
    group by t.key, e.currency having sum(e.amount_minor) <> 0
  union all select 'I2 access without exactly one settled charge', o.number
    from recent o join entitlements e on e.source_id = o.id::text and e.revoked_at is null
    where (select count(*) from attempts a where a.order_id = o.id and a.status = 'settled') <> 1
      or o.status not in ('paid', 'partially_refunded')
  union all select 'I2 a paid order without its access', o.number
    from recent o join order_lines l on l.order_id = o.id
    where o.status = 'paid' and not exists (select 1 from entitlements e
      where e.source_id = o.id::text and e.item_id = l.item_id and e.revoked_at is null)
  union all select 'I2 one person holds one item twice', e.item_id::text
    from entitlements e join recent o on e.source_id = o.id::text where e.revoked_at is null
    group by e.person_id, e.item_id having count(*) > 1
  union all select 'I3 more refunded than was charged', a.out_trade_no from attempts a
    where a.amount_minor < (select coalesce(sum(r.amount_minor), 0) from refunds r
      where r.charge_id = a.id and r.status <> 'failed')
  union all select 'I3 an order says other refunds than its charge', a.out_trade_no from attempts a
    join recent o on o.id = a.order_id
    where a.is_sale and o.refunded_minor <> (select coalesce(sum(r.amount_minor), 0)
      from refunds r where r.charge_id = a.id and r.status = 'succeeded')
  union all select 'a sale and an order that is not paid', a.out_trade_no from attempts a
    where a.is_sale and a.order_status in ('pending', 'expired', 'cancelled')
  union all select 'an order paid without a sale', o.number from recent o
    where o.status in ('paid', 'partially_refunded', 'refunded') and o.total_minor > 0
      and not exists (select 1 from attempts a where a.order_id = o.id and a.is_sale)
  union all select 'a payment not booked exactly once', a.out_trade_no from attempts a
    where a.status in ('settled', 'duplicate') and (select count(*) from ledger_transfers t
      where t.key in ('sale:' || a.id, 'suspense:' || a.id)) <> 1
  union all select 'a refund not booked', r.out_refund_no
    from refunds r join attempts a on a.id = r.charge_id
    where not exists (select 1 from ledger_transfers t where t.key = 'refund:' || r.id)
      or (r.status = 'succeeded') <> exists (select 1 from ledger_transfers t
        where t.key = 'refund-settled:' || r.id)
  union all select 'I6 a step that is not allowed', h.order_id::text
    from order_history h join recent o on o.id = h.order_id
    where h.from_status is not null and (h.from_status, h.to_status) not in (table allowed)
  union all select 'I6 the history does not end in the state', o.number from recent o
    where o.status <> (select h.to_status from order_history h where h.order_id = o.id
      order by h.id desc limit 1)
  union all select 'I9 shares that do not sum to the line', l.order_id::text
    from order_lines l join attempts a on a.order_id = l.order_id and a.is_sale
    where l.amount_minor <> (select coalesce(sum(s.amount_minor), 0) from sale_shares s
        where s.order_id = l.order_id and s.position = l.position)
  union all select 'I9 a coupon tied to an order that does not have it', g.id::text
    from coupon_grants g join recent o on o.id = g.order_id
    left join order_lines l on l.order_id = g.order_id and l.position = g.position
    where l.coupon_grant_id is distinct from g.id or o.buyer_id <> g.person_id
      or (g.used_at is null) <> (o.status = 'pending') or o.status in ('expired', 'cancelled')
  union all select 'I9 a discount without its coupon', o.number
    from recent o join order_lines l on l.order_id = o.id
    where l.discount_minor > 0 and o.status not in ('expired', 'cancelled')
      and not exists (select 1 from coupon_grants g
        where g.id = l.coupon_grant_id and g.order_id = o.id and g.position = l.position)
  union all select 'I10 money given back by a person without its audit row', k.id::text
    from refund_cases k join recent o on o.id = k.order_id
    where k.refund_id is not null and not exists (select 1 from audit_log g
      where g.action = 'refund.requested' and g.subject = 'order:' || o.id)`

/** The graph of the states as the product's own table has it. */
function allowedSteps(): string {
  return Object.entries(orderTransitions)
    .flatMap(([from, targets]) => targets.map((to) => `('${from}', '${to}')`))
    .join(', ')
}

/** What must hold when nothing is under way any more. */
const atRest = (sql: Sql) => sql`
  select 'I5 money in suspense' as broken, account as what from ledger_entries
    where account like 'suspense:%' group by account having sum(amount_minor) <> 0
  union all select 'I5 a refund still owed', account from ledger_entries
    where account = 'refund-payable' group by account having sum(amount_minor) <> 0
  union all select 'a charge still open', out_trade_no from charges
    where status in ('creating', 'open')
  union all select 'an order still pending', number from orders where status = 'pending'
  union all select 'a refund not final', out_refund_no from refunds
    where status in ('requested', 'processing')
  union all select 'I7 receipts', 'wanted ' || wanted || ', written ' || written from (select
    (select count(*) from events where name in ('order.completed', 'order.refunded')) as wanted,
    (select count(*) from mails) as written) as receipts where wanted <> written
  union all select 'the log is not sealed', id::text from payment_log
    where id not in (select log_id from payment_log_links)`

export async function brokenInvariants(sql: Sql, since: string): Promise<string[]> {
  return spell(await always(sql, since))
}

export async function brokenAtRest(sql: Sql): Promise<string[]> {
  return spell(await atRest(sql))
}

function spell(rows: readonly Record<string, unknown>[]): string[] {
  return rows.map(({ broken, what }) => `${broken}: ${what}`)
}
