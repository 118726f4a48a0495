import { and, eq } from 'drizzle-orm'
import * as payments from '#payments'
import { audit } from '#platform/audit/audit.ts'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { insertOrder } from '../../orders/insert-order.ts'
import { getOffer } from '../../prices/get-offer.ts'
import { quote } from '../../prices/quote.ts'
import { settleChargeFact } from '../../settling/settle-charge-fact.ts'
import { subscriptionPeriods, subscriptions } from '../../tables.ts'
import { lockSubscription } from '../queries.ts'
import { type Subscription, signedAmount } from '../subscription.ts'
import { owe, tellFailure } from './dunning.ts'

const ORDER_LIVES_MS = 60 * 86_400_000

/**
 * What a gateway that renews by itself says of one invoice: one period, one order, settled once,
 * in whatever order and however often it is told. False names an agreement that is not known.
 */
export async function settleRenewalFact(
  ctx: Ctx,
  provider: payments.ProviderName,
  fact: payments.RenewalFact,
): Promise<boolean> {
  return inTransaction(ctx, async (tx) => {
    const found = await lockSubscription(
      tx,
      and(eq(subscriptions.provider, provider), eq(subscriptions.agreementNo, fact.agreementNo)),
    )
    if (!found) return false
    if (fact.account !== found.account) {
      const told = { saidAccount: fact.account }
      await audit(tx, 'subscription.mismatched', `subscription:${found.id}`, told)
      return true
    }
    const period = await periodOf(tx, found, fact)
    if (fact.status === 'paid') await settlePaid(tx, provider, period.orderId, found, fact)
    else await settleFailed(tx, found, period, fact)
    return true
  })
}

type Period = typeof subscriptionPeriods.$inferSelect

async function periodOf(
  tx: Ctx,
  subscription: Subscription,
  { invoiceNo, periodStart, periodEnd }: payments.RenewalFact,
): Promise<Period> {
  const [known] = await tx.db
    .select()
    .from(subscriptionPeriods)
    .where(eq(subscriptionPeriods.invoiceNo, invoiceNo))
  if (known) return known
  const { id, personId, itemId, months } = subscription
  const { title } = await getOffer(tx, itemId)
  const price = signedAmount(subscription)
  const quoted = quote([{ itemId, title, price, months }], price.currency)
  const expiresAt = new Date(periodEnd.getTime() + ORDER_LIVES_MS)
  const reason = 'renewal'
  const order = await insertOrder(tx, { buyerId: personId, ...quoted, expiresAt, reason })
  const [made] = await tx.db
    .insert(subscriptionPeriods)
    .values({
      subscriptionId: id,
      startsAt: periodStart,
      endsAt: periodEnd,
      orderId: order.id,
      invoiceNo,
    })
    .returning()
  if (!made) throw new Error('insert returned no row')
  return made
}

async function settlePaid(
  tx: Ctx,
  provider: payments.ProviderName,
  orderId: string,
  subscription: Subscription,
  { invoiceNo, account, amount }: payments.RenewalFact,
): Promise<void> {
  const before = await payments.findRecurringCharges(tx, orderId)
  if (before.some(({ status }) => status !== 'creating' && status !== 'open')) return
  const charge = await payments.keepCharge(tx, {
    subject: orderId,
    provider,
    amount: signedAmount(subscription),
  })
  await settleChargeFact(tx, provider, {
    outTradeNo: charge.outTradeNo,
    account,
    status: 'paid',
    tradeNo: invoiceNo,
    amount,
    paidAt: null,
    refunded: null,
  })
}

/** The gateway tries again by itself; each of its failures is told once. */
async function settleFailed(
  tx: Ctx,
  subscription: Subscription,
  { startsAt, orderId, retryAt }: Period,
  { nextAttemptAt }: payments.RenewalFact,
): Promise<void> {
  const charges = await payments.findRecurringCharges(tx, orderId)
  if (charges.some(({ status }) => status === 'settled')) return
  // An older word than the last one: the next try only ever moves on.
  if (retryAt && nextAttemptAt && nextAttemptAt <= retryAt) return
  const until = nextAttemptAt ?? retryAt ?? tx.now
  await tx.db
    .update(subscriptionPeriods)
    .set({ retryAt: until })
    .where(
      and(
        eq(subscriptionPeriods.subscriptionId, subscription.id),
        eq(subscriptionPeriods.startsAt, startsAt),
      ),
    )
  if (subscription.status !== 'active' && subscription.status !== 'past_due') return
  await owe(tx, subscription, {}, until)
  await tellFailure(tx, subscription, until.toISOString(), until)
}
