import { and, eq, gt, lte, sql } from 'drizzle-orm'
import { addDays } from '#kernel/days.ts'
import { forbidden } from '#kernel/errors.ts'
import { type Currency, isCurrency } from '#kernel/money.ts'
import { hasTransfer, ledgerAccounts, postTransfer } from '#ledger'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { record } from '#platform/events/record.ts'
import { getSettings } from '#platform/settings/settings.ts'
import { oneByOne } from '../../settling/one-by-one.ts'
import { heldLots } from '../../tables.ts'
import { lockCreator } from '../lock-creator.ts'
import { settlementDay } from '../settlement-day.ts'

type Due = { personId: string; currency: string }

/**
 * The day's settlement: what was earned `holdDays` Shanghai days ago or earlier becomes payable,
 * in one transfer a day and creator, each in its own transaction, so that a crash in the middle
 * leaves the others for the next run. Returns for how many creators something was released.
 */
export async function releaseHeld(ctx: Ctx): Promise<number> {
  if (ctx.actor.kind !== 'system') throw forbidden()
  const { holdDays } = await getSettings(ctx)
  const today = settlementDay(ctx.now)
  const earnedUntil = addDays(today, -holdDays)
  const due = await ctx.db
    .selectDistinct({ personId: heldLots.personId, currency: heldLots.currency })
    .from(heldLots)
    .where(and(gt(heldLots.leftMinor, 0n), lte(heldLots.day, earnedUntil)))
  let released = 0
  await oneByOne(
    ctx,
    due,
    async (one) => {
      if (await inTransaction(ctx, (tx) => release(tx, one, today, earnedUntil))) released++
    },
    ({ personId }) => personId,
  )
  return released
}

async function release(
  tx: Ctx,
  { personId, currency }: Due,
  today: string,
  earnedUntil: string,
): Promise<boolean> {
  if (!isCurrency(currency)) throw new Error(`unknown currency ${currency}`)
  await lockCreator(tx, personId)
  const key = `released:${today}:${personId}:${currency}`
  // What became due after today's settlement (a shorter hold, a failed refund) is tomorrow's.
  if (await hasTransfer(tx, key)) return false
  const amountMinor = await emptyLots(tx, personId, currency, earnedUntil)
  if (amountMinor === 0n) return false
  await postTransfer(tx, {
    key,
    kind: 'released',
    subject: `creator:${personId}`,
    currency,
    postings: [
      { account: ledgerAccounts.held(personId), amountMinor },
      { account: ledgerAccounts.payable(personId), amountMinor: -amountMinor },
    ],
  })
  await record(tx, { name: 'settlement.released', personId, day: today })
  return true
}

/** Locks in the order in which refunds do, and adds up what is still there under the lock. */
async function emptyLots(
  tx: Ctx,
  personId: string,
  currency: Currency,
  earnedUntil: string,
): Promise<bigint> {
  const open = and(
    eq(heldLots.personId, personId),
    eq(heldLots.currency, currency),
    lte(heldLots.day, earnedUntil),
    gt(heldLots.leftMinor, 0n),
  )
  const locked = tx.db
    .select({ leftMinor: heldLots.leftMinor })
    .from(heldLots)
    .where(open)
    .orderBy(heldLots.orderId, heldLots.position, heldLots.rank, heldLots.day)
    .for('update')
    .as('locked')
  const [row] = await tx.db
    .select({ sum: sql<string>`coalesce(sum(${locked.leftMinor}), 0)` })
    .from(locked)
  await tx.db.update(heldLots).set({ leftMinor: 0n }).where(open)
  return BigInt(row?.sum ?? 0)
}
