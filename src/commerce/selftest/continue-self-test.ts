import { and, eq, gt, isNotNull, isNull, sql } from 'drizzle-orm'
import { forbidden, notFound, unauthenticated } from '#kernel/errors.ts'
import { isId } from '#kernel/ids.ts'
import { ledgerEntries, ledgerTransfers } from '#ledger/tables.ts'
import * as payments from '#payments'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { carryRefund } from '../refunds/carrying/carry-refund.ts'
import { returnCharge } from '../refunds/carrying/return-charge.ts'
import { askAndSettle } from '../settling/check-payment.ts'
import { oneByOne } from '../settling/one-by-one.ts'
import { selfTests } from '../tables.ts'
import { mayTest, type SelfTestRow, subjectOf } from './self-test.ts'
import { fail, mark } from './settle-self-test.ts'

const BATCH = 5
/** A walk that is not over after a day has something to say that waiting does not change. */
const DAY_MS = 86_400_000

/**
 * Goes as far as it can now: asks whether it was paid, whether the gateway says the same when
 * asked, gives the money back, and looks whether the books are where they were. Throws
 * `selftest.not_found`.
 */
export async function continueSelfTest(
  ctx: Ctx,
  testId: string,
  { baseUrl }: { baseUrl: string },
): Promise<void> {
  if (ctx.actor.kind === 'visitor') throw unauthenticated()
  if (!mayTest(ctx.actor)) throw forbidden()
  const before = await load(ctx, testId)
  const charge = (await payments.listCharges(ctx, subjectOf(before))).at(-1)
  if (!charge) return
  if (!before.paidAt) await askAndSettle(ctx, charge, { unwanted: false })
  if ((await load(ctx, testId)).paidAt && !before.agreedAt) await compare(ctx, before, charge)
  const { agreedAt, refundAskedAt } = await load(ctx, testId)
  if (agreedAt && !refundAskedAt) await giveBack(ctx, testId, charge, baseUrl)
  if (refundAskedAt) await carryOn(ctx, charge, baseUrl)
  const { refundedAt, balancedAt } = await load(ctx, testId)
  if (refundedAt && !balancedAt) await checkBooks(ctx, before)
}

/** What the worker does with the walks that were paid and are not over. */
export async function continueDueSelfTests(ctx: Ctx, baseUrl: string): Promise<number> {
  if (!mayTest(ctx.actor)) throw forbidden()
  const due = await ctx.db
    .select()
    .from(selfTests)
    .where(
      and(
        isNotNull(selfTests.paidAt),
        isNull(selfTests.balancedAt),
        isNull(selfTests.failure),
        gt(selfTests.createdAt, new Date(ctx.now.getTime() - DAY_MS)),
      ),
    )
    .limit(BATCH)
  await oneByOne(
    ctx,
    due,
    ({ id }) => continueSelfTest(ctx, id, { baseUrl }),
    ({ id }) => id,
  )
  return due.length
}

async function load(ctx: Ctx, testId: string): Promise<SelfTestRow> {
  const [row] = isId(testId)
    ? await ctx.db.select().from(selfTests).where(eq(selfTests.id, testId))
    : []
  if (!row) throw notFound('selftest.not_found')
  return row
}

/** Both words must be the same: paid, this much, to this merchant. */
async function compare(ctx: Ctx, test: SelfTestRow, charge: payments.Charge): Promise<void> {
  const { outTradeNo, gatewayRef } = charge
  const fact = await payments.gatewayOf(charge.provider).queryCharge(outTradeNo, gatewayRef)
  const agrees =
    fact.status === 'paid' &&
    fact.amount?.minor === test.amountMinor &&
    fact.amount.currency === test.currency &&
    fact.account === charge.account
  if (agrees) await mark(ctx, test.id, 'agreedAt')
  else await fail(ctx, test.id, fact.status === 'unknown' ? 'query_unclear' : 'query_disagrees')
}

async function giveBack(ctx: Ctx, testId: string, charge: payments.Charge, baseUrl: string) {
  const refund = await inTransaction(ctx, async (tx) => {
    const [open] = await tx.db
      .select()
      .from(selfTests)
      .where(and(eq(selfTests.id, testId), isNull(selfTests.refundAskedAt)))
      .for('update')
    if (!open) return null
    await mark(tx, testId, 'refundAskedAt')
    return returnCharge(tx, charge, 'self-test')
  })
  if (refund) await carryRefund(ctx, refund, baseUrl)
}

async function carryOn(ctx: Ctx, charge: payments.Charge, baseUrl: string): Promise<void> {
  const refunds = await payments.listRefunds(ctx, [charge.id])
  const open = refunds.find(({ status }) => status === 'requested' || status === 'processing')
  if (open) await carryRefund(ctx, open, baseUrl)
}

/** All that was booked of the walk, account by account, is nothing. */
async function checkBooks(ctx: Ctx, test: SelfTestRow): Promise<void> {
  const off = await ctx.db
    .select({ account: ledgerEntries.account })
    .from(ledgerEntries)
    .innerJoin(ledgerTransfers, eq(ledgerTransfers.id, ledgerEntries.transferId))
    .where(eq(ledgerTransfers.subject, subjectOf(test)))
    .groupBy(ledgerEntries.account)
    .having(sql`sum(${ledgerEntries.amountMinor}) <> 0`)
  if (off.length === 0) await mark(ctx, test.id, 'balancedAt')
  else await fail(ctx, test.id, 'books_not_balanced')
}
