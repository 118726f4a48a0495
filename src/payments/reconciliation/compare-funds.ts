import { and, asc, between, eq, sql } from 'drizzle-orm'
import { actorName } from '#kernel/actor.ts'
import { addDays, daysBetween } from '#kernel/days.ts'
import { newId } from '#kernel/ids.ts'
import { isCurrency } from '#kernel/money.ts'
import type { Ctx } from '#platform/ctx.ts'
import { billDifferences, billRuns } from '../tables.ts'
import type { BillRun } from './bill-run.ts'

/** Money that moves over midnight stands in one bill on one day and in the other on the next. */
const NEIGHBOUR_DAYS = 3

type Day = { date: string; funds: BillRun; gaps: Map<string, Gap> }
type Gap = { theirsMinor: bigint; oursMinor: bigint; roundedMinor: bigint }

/**
 * Once both bills of a day are read: what its trades and fees sum to must be what the balance moved
 * by (withdrawals and other money aside), alone or together with the days beside it, but for what
 * rounding fees line by line may leave (F74). One row for each currency in which it is not.
 */
export async function compareFunds(tx: Ctx, run: BillRun): Promise<void> {
  const days = await daysAround(tx, run)
  for (const [place, day] of days.entries()) {
    for (const [currency, gap] of day.gaps) {
      if (isMadeUp(days, place, currency)) await healFunds(tx, day.funds, currency)
      else {
        const { theirsMinor, oursMinor } = gap
        await openFunds(tx, day.funds, { currency, theirsMinor, oursMinor })
      }
    }
  }
}

/** The days near this one of which both bills are read, earliest first. */
async function daysAround(tx: Ctx, run: BillRun): Promise<Day[]> {
  const runs = await tx.db
    .select()
    .from(billRuns)
    .where(
      and(
        eq(billRuns.provider, run.provider),
        eq(billRuns.account, run.account),
        between(
          billRuns.date,
          addDays(run.date, -NEIGHBOUR_DAYS),
          addDays(run.date, NEIGHBOUR_DAYS),
        ),
      ),
    )
    .orderBy(asc(billRuns.date), asc(billRuns.kind))
    .for('update')
  const dates = [...new Set(runs.map(({ date }) => date))]
  return dates.flatMap((date) => {
    const [trade, funds] = (['trade', 'funds'] as const).map((kind) =>
      runs.find((one) => one.date === date && one.kind === kind && one.state === 'done'),
    )
    return trade && funds ? [{ date, funds, gaps: gapsOf(trade, funds) }] : []
  })
}

function gapsOf(trade: BillRun, funds: BillRun): Map<string, Gap> {
  const currencies = new Set([...Object.keys(trade.sums), ...Object.keys(funds.sums)])
  return new Map(
    [...currencies].filter(isCurrency).map((currency) => [
      currency,
      {
        theirsMinor: BigInt(funds.sums[currency]?.movedMinor ?? 0),
        oursMinor: BigInt(trade.sums[currency]?.movedMinor ?? 0),
        // Where fees have more decimals than money, each line is rounded by the gateway its way.
        roundedMinor:
          BigInt(trade.sums[currency]?.feeE5 ?? 0) % 1000n === 0n ? 0n : BigInt(trade.lines),
      },
    ]),
  )
}

/** Whether some days in a row that include this one agree in sum. */
function isMadeUp(days: Day[], place: number, currency: string): boolean {
  const gapOf = ({ gaps }: Day) => {
    const { theirsMinor = 0n, oursMinor = 0n } = gaps.get(currency) ?? {}
    return theirsMinor - oursMinor
  }
  const roundedIn = (row: Day[]) =>
    row.reduce((sum, { gaps }) => sum + (gaps.get(currency)?.roundedMinor ?? 0n), 0n)
  return days.slice(0, place + 1).some((_, first) =>
    days.slice(place).some((_day, more) => {
      const row = days.slice(first, place + more + 1)
      const last = row.at(-1)
      const inARow = last && daysBetween(row[0]?.date ?? '', last.date) === row.length - 1
      const gap = row.reduce((sum, day) => sum + gapOf(day), 0n)
      return inARow && (gap < 0n ? -gap : gap) <= roundedIn(row)
    }),
  )
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
