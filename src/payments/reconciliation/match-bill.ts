import { and, eq, sql } from 'drizzle-orm'
import { actorName } from '#kernel/actor.ts'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { billRuns } from '../tables.ts'
import type { BillRun } from './bill-run.ts'
import { findFeeDifferences } from './find-fee-differences.ts'
import type { TakenBill } from './take-bill.ts'

/**
 * Believes the lines that `takeBill` laid down and writes down where they and this site differ, in
 * one transaction. Lines are matched by number, whatever the date (PAYMENTS F70, F71). Run again,
 * it finds the same rows; a difference that is gone is healed. False when another attempt overtook.
 */
export async function matchBill(
  ctx: Ctx,
  run: BillRun,
  taken: Extract<TakenBill, { kind: 'taken' }>,
): Promise<boolean> {
  return inTransaction(ctx, async (tx) => {
    const [mine] = await tx.db
      .update(billRuns)
      .set({ take: run.attempt, lines: taken.lines, sums: taken.sums, error: null })
      .where(and(eq(billRuns.id, run.id), eq(billRuns.attempt, run.attempt)))
      .returning({ id: billRuns.id })
    if (!mine) return false
    if (run.kind !== 'trade') return true
    await findDifferences(tx, run)
    await findFeeDifferences(tx, run)
    await healVanished(tx, run)
    return true
  })
}

/** What can be learnt by asking the gateway is asked at once; all else waits for a person. */
async function findDifferences(tx: Ctx, run: BillRun): Promise<void> {
  await tx.db.execute(sql`
    with told as (
      select *, row_number() over (partition by kind, subject, status order by line_no) as nth
      from bill_lines where run_id = ${run.id}::uuid and take = ${run.attempt}
    ), compared as (
      select told.*, coalesce(refund.charge_id, charge.id) as charge_id, refund.id as refund_id,
        coalesce(refund.amount_minor, case when kind = 'payment' then charge.amount_minor end)
          as ours_minor,
        case kind when 'payment' then charge.status else refund.status end as our_status,
        case
          when nth > 1 then 'duplicate_row'
          when kind = 'payment' then ${paymentClass}
          else ${refundClass}
        end as class
      from told
      left join refunds refund on told.kind = 'refund' and refund.out_refund_no = told.subject
      left join charges charge
        on charge.provider = ${run.provider} and charge.out_trade_no = told.out_trade_no
    )
    insert into bill_differences (
      id, run_id, provider, account, date, kind, about, subject, trade_no, charge_id, refund_id,
      currency, theirs_minor, ours_minor, their_status, our_status, state, ask_at, seen,
      found_at, changed_at, changed_by)
    select gen_random_uuid(), ${run.id}::uuid, ${run.provider}, ${run.account}, ${run.date}, class,
      kind, subject, min(compared.trade_no), min(charge_id::text)::uuid, min(refund_id::text)::uuid,
      min(currency), min(amount_minor), min(ours_minor), min(status), min(our_status), 'open',
      case when ${askable} then ${now(tx)} end, ${run.attempt},
      ${now(tx)}, ${now(tx)}, ${actorName(tx.actor)}
    from compared where class is not null
    group by class, kind, subject
    on conflict (provider, account, date, kind, about, subject) do update set
      theirs_minor = excluded.theirs_minor, ours_minor = excluded.ours_minor,
      their_status = excluded.their_status, our_status = excluded.our_status,
      charge_id = excluded.charge_id, refund_id = excluded.refund_id, seen = excluded.seen,
      ask_at = case when bill_differences.state = 'resolved' then null else excluded.ask_at end,
      state = case bill_differences.state when 'resolved' then 'resolved' else 'open' end,
      changed_at = excluded.changed_at, changed_by = excluded.changed_by`)
}

const paymentClass = sql`case
  when charge.id is null then case told.status when 'succeeded' then 'missing_here' end
  when told.status <> 'succeeded' then
    case when charge.status in ('settled', 'duplicate') then 'status' end
  when charge.status in ('creating', 'open', 'closed') then 'missing_here'
  when charge.amount_minor <> told.amount_minor or charge.currency <> told.currency then 'amount'
  when charge.status = 'mismatched' then 'status'
end`

/**
 * A bill freezes what a refund was that day: one that is `processing` there and done here is right
 * (F71). One that failed after its success has a line of each.
 */
const refundClass = sql`case
  when refund.id is null then case when told.status <> 'failed' then 'missing_here' end
  when refund.amount_minor <> told.amount_minor or refund.currency <> told.currency then 'amount'
  when told.status = 'failed' then case when refund.status <> 'failed' then 'status' end
  when told.status <> 'succeeded' then null
  when refund.status in ('requested', 'processing') then 'missing_here'
  when refund.status = 'failed' and not exists (
    select from bill_lines later
    where later.subject = told.subject and later.kind = 'refund' and later.status = 'failed'
  ) then 'status'
end`

const askable = sql`(class = 'missing_here' and kind = 'payment' and count(charge_id) > 0)
  or (class = 'missing_here' and count(refund_id) > 0)
  or (class = 'status' and kind = 'refund' and min(status) = 'failed')`

/** What an earlier attempt saw in this bill and this one did not is gone. */
async function healVanished(tx: Ctx, run: BillRun): Promise<void> {
  await tx.db.execute(sql`
    update bill_differences set state = 'healed', ask_at = null, note = 'gone',
      changed_at = ${now(tx)}, changed_by = ${actorName(tx.actor)}
    where run_id = ${run.id}::uuid and state = 'open' and seen < ${run.attempt}
      and kind in ('missing_here', 'amount', 'status', 'duplicate_row', 'fee')`)
}

function now(tx: Ctx) {
  return sql`${tx.now.toISOString()}::timestamptz`
}
