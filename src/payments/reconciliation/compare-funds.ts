import { and, eq, sql } from 'drizzle-orm'
import { actorName } from '#kernel/actor.ts'
import { newId } from '#kernel/ids.ts'
import { isCurrency } from '#kernel/money.ts'
import type { Ctx } from '#platform/ctx.ts'
import { billDifferences, billRuns } from '../tables.ts'
import type { BillRun } from './bill-run.ts'

/**
 * Once both bills of a day are read: what its trades and fees sum to must be what the balance moved
 * by (withdrawals and other money aside). One row for each currency in which it is not.
 */
export async function compareFunds(tx: Ctx, run: BillRun): Promise<void> {
  const day = await tx.db
    .select()
    .from(billRuns)
    .where(
      and(
        eq(billRuns.provider, run.provider),
        eq(billRuns.account, run.account),
        eq(billRuns.date, run.date),
      ),
    )
    .for('update')
  const [trade, funds] = (['trade', 'funds'] as const).map((kind) =>
    day.find((one) => one.kind === kind && one.state === 'done'),
  )
  if (!trade || !funds) return
  for (const currency of new Set([...Object.keys(trade.sums), ...Object.keys(funds.sums)])) {
    if (!isCurrency(currency)) continue
    const told = BigInt(funds.sums[currency]?.movedMinor ?? 0)
    const expected = BigInt(trade.sums[currency]?.movedMinor ?? 0)
    if (told === expected) await healFunds(tx, funds, currency)
    else await openFunds(tx, funds, { currency, theirsMinor: told, oursMinor: expected })
  }
}

async function openFunds(
  tx: Ctx,
  funds: BillRun,
  sums: { currency: string; theirsMinor: bigint; oursMinor: bigint },
): Promise<void> {
  const { provider, account, date } = funds
  const changed = { changedAt: tx.now, changedBy: actorName(tx.actor) }
  await tx.db
    .insert(billDifferences)
    .values({
      id: newId(tx.now),
      runId: funds.id,
      ...{ provider, account, date, kind: 'funds', about: 'funds', subject: sums.currency },
      ...sums,
      ...{ state: 'open', seen: funds.attempt, foundAt: tx.now },
      ...changed,
    })
    .onConflictDoUpdate({
      target: [
        billDifferences.provider,
        billDifferences.account,
        billDifferences.date,
        billDifferences.kind,
        billDifferences.about,
        billDifferences.subject,
      ],
      set: {
        ...sums,
        ...changed,
        seen: funds.attempt,
        state: sql`case ${billDifferences.state} when 'resolved' then 'resolved' else 'open' end`,
      },
    })
}

async function healFunds(tx: Ctx, funds: BillRun, currency: string): Promise<void> {
  await tx.db
    .update(billDifferences)
    .set({ state: 'healed', note: 'gone', changedAt: tx.now, changedBy: actorName(tx.actor) })
    .where(
      and(
        eq(billDifferences.runId, funds.id),
        eq(billDifferences.kind, 'funds'),
        eq(billDifferences.subject, currency),
        eq(billDifferences.state, 'open'),
      ),
    )
}
