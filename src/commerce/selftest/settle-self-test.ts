import { and, eq, isNull } from 'drizzle-orm'
import { reverseTransfer } from '#ledger'
import * as payments from '#payments'
import type { Ctx } from '#platform/ctx.ts'
import { returnCharge } from '../refunds/carrying/return-charge.ts'
import { bookReturned } from '../settling/book-returned.ts'
import { bookSuspense } from '../settling/book-sale.ts'
import { selfTests } from '../tables.ts'
import type { SelfTestRow } from './self-test.ts'

/** Who brought the news: what the gateway says by itself proves that it reaches this site. */
export type Via = 'notification' | 'query'

/**
 * What a gateway says of a self-test's charge, applied once: the money is nobody's sale and waits
 * in suspense until it is given back.
 */
export async function settleSelfTest(
  tx: Ctx,
  testId: string,
  charge: payments.Charge,
  { fact, via }: { fact: payments.ChargeFact; via: Via },
): Promise<payments.ChargeOutcome | 'returned'> {
  await tx.db.select().from(selfTests).where(eq(selfTests.id, testId)).for('update')
  const outcome = await payments.applyChargeFact(tx, charge, fact)
  if (outcome === 'settled') {
    await bookSuspense(tx, charge)
    await mark(tx, testId, 'paidAt')
  }
  if (outcome === 'mismatched') await fail(tx, testId, 'mismatched')
  if (outcome === 'closed') await fail(tx, testId, 'not_paid_in_time')
  if (via === 'notification' && fact.status === 'paid' && outcome !== 'mismatched') {
    await mark(tx, testId, 'notifiedAt')
  }
  if (outcome !== 'duplicate') return outcome
  await bookSuspense(tx, charge)
  await returnCharge(tx, charge, 'duplicate payment')
  return 'returned'
}

/** The same of its refund. A refund that failed may be asked for again. */
export async function settleSelfTestRefund(
  tx: Ctx,
  testId: string,
  {
    charge,
    refund,
    fact,
  }: { charge: payments.Charge; refund: payments.Refund; fact: payments.RefundFact },
): Promise<payments.RefundOutcome> {
  const outcome = await payments.applyRefundFact(tx, refund, fact)
  if (outcome === 'succeeded') {
    await bookReturned(tx, charge, refund, 0n)
    if (charge.status === 'settled') await mark(tx, testId, 'refundedAt')
  }
  if (outcome === 'reopened') {
    await undo(tx, `refund-settled:${refund.id}`, `refund-reopened:${refund.id}`)
  }
  if (outcome === 'failed' || outcome === 'reopened') {
    await undo(tx, `refund:${refund.id}`, `refund-failed:${refund.id}`)
    const again = { refundAskedAt: null, refundedAt: null, balancedAt: null }
    await tx.db.update(selfTests).set(again).where(eq(selfTests.id, testId))
    await fail(tx, testId, fact.code ?? 'refund_failed')
  }
  return outcome
}

async function undo(tx: Ctx, key: string, newKey: string): Promise<void> {
  await reverseTransfer(tx, { key, newKey, kind: 'refund_failed' })
}

/** Notes when a step was done, the first time; whatever went wrong before it is over. */
export async function mark(
  tx: Ctx,
  testId: string,
  step: keyof SelfTestRow & `${string}At`,
): Promise<void> {
  await tx.db
    .update(selfTests)
    .set({ [step]: tx.now, failure: null })
    .where(and(eq(selfTests.id, testId), isNull(selfTests[step])))
}

export async function fail(ctx: Ctx, testId: string, failure: string): Promise<void> {
  await ctx.db.update(selfTests).set({ failure }).where(eq(selfTests.id, testId))
}
