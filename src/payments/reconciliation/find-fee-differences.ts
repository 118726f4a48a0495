import { sql } from 'drizzle-orm'
import { actorName } from '#kernel/actor.ts'
import { currencyExponents } from '#kernel/money.ts'
import type { Ctx } from '#platform/ctx.ts'
import type { BillRun } from './bill-run.ts'

/** A rate can be told from a day's bill only when there is a number of payments. */
const MIN_PAYMENTS = 20
/** More lines than one in so many beside the rate are a second rate and no mistake. */
const RARE = 100

/**
 * Points out payments whose fee is not what the same bill takes of all others, by more than
 * rounding explains, or is more than a tenth. Whatever it is, it is booked as billed: this is for a
 * person to ask about. Stripe's fees have a fixed part and differ by card: only the tenth counts.
 */
export async function findFeeDifferences(tx: Ctx, run: BillRun): Promise<void> {
  const now = sql`${tx.now.toISOString()}::timestamptz`
  const hasOneRate = run.provider !== 'stripe'
  await tx.db.execute(sql`
    with told as (
      select distinct on (subject) *, ${minorE5} as unit_e5
      from bill_lines
      where run_id = ${run.id}::uuid and take = ${run.attempt}
        and kind = 'payment' and status = 'succeeded' and amount_minor > 0
      order by subject, line_no
    ), middle as (
      select percentile_disc(0.5) within group (order by fee_e5::numeric / amount_minor) as rate
      from told
    ), rates as (
      -- Fees are rounded: the sum of those near the middle tells the rate better than any one.
      select sum(fee_e5) / sum(amount_minor) as rate, count(*) as payments,
        count(*) / (2.0 * sum(amount_minor)) as rounding
      from told, middle
      where abs(fee_e5 - amount_minor * middle.rate) <= unit_e5 + amount_minor * middle.rate / 20
    ), judged as (
      select told.*, payments,
        fee_e5 < 0 or fee_e5 > amount_minor * unit_e5 / 10 + 100 * unit_e5 as is_absurd,
        ${hasOneRate}::boolean and payments >= ${MIN_PAYMENTS}::int
          and abs(fee_e5 - amount_minor * rate) > unit_e5 * (1 + amount_minor * rounding)
          as is_apart
      from told, rates
    ), counted as (
      select *, count(*) filter (where is_apart) over () as apart from judged
    )
    insert into bill_differences (
      id, run_id, provider, account, date, kind, about, subject, trade_no, charge_id, currency,
      theirs_minor, state, seen, found_at, changed_at, changed_by)
    select gen_random_uuid(), ${run.id}::uuid, ${run.provider}, ${run.account}, ${run.date}, 'fee',
      'payment', counted.subject, counted.trade_no, charge.id, counted.currency, fee_minor, 'open',
      ${run.attempt}, ${now}, ${now}, ${actorName(tx.actor)}
    from counted
    left join charges charge
      on charge.provider = ${run.provider} and charge.out_trade_no = counted.subject
    where is_absurd or (is_apart and apart * ${RARE}::int <= payments)
    on conflict (provider, account, date, kind, about, subject) do update set
      theirs_minor = excluded.theirs_minor, seen = excluded.seen,
      state = case bill_differences.state when 'resolved' then 'resolved' else 'open' end,
      changed_at = excluded.changed_at, changed_by = excluded.changed_by`)
}

/** 1/100,000 of a major unit that one minor unit is, by the currency's exponent. */
const minorE5 = sql`case currency ${sql.join(
  Object.entries(currencyExponents).map(([currency, exponent]) =>
    sql.raw(`when '${currency}' then ${10 ** (5 - exponent)}`),
  ),
  sql.raw(' '),
)} end`
