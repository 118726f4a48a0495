import { and, eq, inArray, sql } from 'drizzle-orm'
import { actorName } from '#kernel/actor.ts'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { billRuns } from '../tables.ts'
import type { BillRun } from './bill-run.ts'
import { addDays, dayStart } from './business-day.ts'
import { compareFunds } from './compare-funds.ts'

/**
 * Ends a run whose money is booked, and looks for what only several bills together can show: what
 * was settled here and is in no bill once the days on both sides are read too, and a balance that
 * moved otherwise than its trades. False when another attempt overtook.
 */
export async function finishBillRun(ctx: Ctx, run: BillRun): Promise<boolean> {
  return inTransaction(ctx, async (tx) => {
    const [mine] = await tx.db
      .update(billRuns)
      .set({ state: 'done', tryAt: null, tries: 0, error: null, finishedAt: tx.now })
      .where(and(eq(billRuns.id, run.id), eq(billRuns.attempt, run.attempt)))
      .returning()
    if (!mine) return false
    await compareFunds(tx, run)
    if (run.kind !== 'trade') return true
    for (const days of [-1, 0, 1]) await findMissingThere(tx, run, addDays(run.date, days))
    await tx.db
      .update(billRuns)
      .set({
        matched: sql`${billRuns.lines} - (select count(*) from bill_differences
          where run_id = ${run.id}::uuid and seen = ${run.attempt}
            and kind not in ('missing_there', 'fee', 'funds'))`,
      })
      .where(eq(billRuns.id, run.id))
    return true
  })
}

async function findMissingThere(tx: Ctx, run: BillRun, date: string): Promise<void> {
  const around = await tx.db
    .select()
    .from(billRuns)
    .where(
      and(
        eq(billRuns.provider, run.provider),
        eq(billRuns.account, run.account),
        eq(billRuns.kind, 'trade'),
        inArray(billRuns.date, [addDays(date, -1), date, addDays(date, 1)]),
      ),
    )
  const own = around.find((one) => one.date === date)
  const after = around.find((one) => one.date === addDays(date, 1))
  // No bill was ever wanted of the day before the first charge.
  if (!own || !after || around.some(({ take }) => take === null)) return
  await insertMissingThere(tx, own)
  await healFoundThere(tx, own)
}

/** By number among all bills of the account: a refund may stand days before it was final (F71). */
async function insertMissingThere(tx: Ctx, run: BillRun): Promise<void> {
  const { provider, account, date } = run
  const from = sql`${dayStart(provider, date).toISOString()}::timestamptz`
  const until = sql`${dayStart(provider, date, 1).toISOString()}::timestamptz`
  const now = sql`${tx.now.toISOString()}::timestamptz`
  await tx.db.execute(sql`
    with ours as (
      select 'payment' as about, out_trade_no as subject, trade_no, id as charge_id,
        null::uuid as refund_id, currency, amount_minor, status
      from charges
      where provider = ${provider} and account = ${account}
        and status in ('settled', 'duplicate') and settled_at >= ${from} and settled_at < ${until}
      union all
      select 'refund', refund.out_refund_no, charge.trade_no, charge.id, refund.id,
        refund.currency, refund.amount_minor, refund.status
      from refunds refund join charges charge on charge.id = refund.charge_id
      where charge.provider = ${provider} and charge.account = ${account}
        and refund.status = 'succeeded'
        and refund.finished_at >= ${from} and refund.finished_at < ${until}
    )
    insert into bill_differences (
      id, run_id, provider, account, date, kind, about, subject, trade_no, charge_id, refund_id,
      currency, ours_minor, our_status, state, seen, found_at, changed_at, changed_by)
    select gen_random_uuid(), ${run.id}::uuid, ${provider}, ${account}, ${date}, 'missing_there',
      about, subject, coalesce(trade_no, ''), charge_id, refund_id, currency, amount_minor, status,
      'open', ${run.attempt}, ${now}, ${now}, ${actorName(tx.actor)}
    from ours where not exists (${toldOf(sql`ours.about`, sql`ours.subject`, run)})
    on conflict (provider, account, date, kind, about, subject) do update set
      seen = excluded.seen, our_status = excluded.our_status,
      state = case bill_differences.state when 'resolved' then 'resolved' else 'open' end,
      changed_at = excluded.changed_at, changed_by = excluded.changed_by`)
}

async function healFoundThere(tx: Ctx, run: BillRun): Promise<void> {
  await tx.db.execute(sql`
    update bill_differences difference set state = 'healed', note = 'gone',
      changed_at = ${tx.now.toISOString()}::timestamptz, changed_by = ${actorName(tx.actor)}
    where run_id = ${run.id}::uuid and kind = 'missing_there' and state = 'open'
      and exists (${toldOf(sql`difference.about`, sql`difference.subject`, run)})`)
}

function toldOf(about: ReturnType<typeof sql>, subject: ReturnType<typeof sql>, run: BillRun) {
  return sql`select from bill_lines line
    join bill_runs told on told.id = line.run_id and told.take = line.take
    where told.provider = ${run.provider} and told.account = ${run.account}
      and line.subject = ${subject} and line.kind = ${about}`
}
