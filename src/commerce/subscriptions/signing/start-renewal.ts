import { and, eq, inArray } from 'drizzle-orm'
import { conflict, unauthenticated, unavailable } from '#kernel/errors.ts'
import { newId, randomCode } from '#kernel/ids.ts'
import type { Money } from '#kernel/money.ts'
import * as library from '#library'
import * as payments from '#payments'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { record } from '#platform/events/record.ts'
import { takeToken } from '#platform/limits/take-token.ts'
import { lockPurchases } from '../../orders/queries.ts'
import { getOffer } from '../../prices/get-offer.ts'
import { subscriptions } from '../../tables.ts'
import { changeSubscription } from '../queries.ts'
import { endSubscription } from '../renewing/end-subscription.ts'
import { periodAfter } from '../schedule/periods.ts'
import type { Subscription } from '../subscription.ts'
import { renewalMethods } from './renewal-methods.ts'

const LIMIT = { name: 'start-renewal', max: 20, windowMs: 10 * 60_000 }

export type RenewalChoice = {
  method: payments.ProviderName
  device?: payments.Device
  payer?: NonNullable<payments.ChargeRequest['payer']>
  baseUrl: string
}

/**
 * Has the person who holds a term sign at a gateway that the next ones are charged by themselves,
 * at today's price and never more. An older agreement for the item goes on until this one is
 * signed. Throws `renewal.no_term`, `renewal.not_for_sale`, `payment.method_unavailable`.
 */
export async function startRenewal(
  ctx: Ctx,
  itemId: string,
  { method, device = 'desktop', payer, baseUrl }: RenewalChoice,
): Promise<payments.PayerAction> {
  if (ctx.actor.kind !== 'person') throw unauthenticated()
  const { personId } = ctx.actor
  const { title, price, months, obstacle } = await getOffer(ctx, itemId)
  if (obstacle || !months || !price || price.minor === 0n) throw conflict('renewal.not_for_sale')
  const methods = await renewalMethods(ctx, { amount: price, device })
  const chosen = methods.find(({ provider }) => provider === method)
  const { recurring, account } = payments.gatewayOf(method)
  if (!chosen || !recurring) throw unavailable('payment.method_unavailable', { method })
  await takeToken(ctx, LIMIT, personId)
  const asked = { personId, itemId, provider: method, account, price, months }
  const subscription = await inTransaction(ctx, (tx) => ask(tx, asked))
  const reply = await recurring.createAgreement({
    agreementNo: subscription.agreementNo,
    channel: chosen.channel,
    ...(payer && { payer }),
    amount: price,
    period: { unit: 'month', count: months },
    firstChargeAt: subscription.currentPeriodEnd,
    subject: title,
    notifyUrl: `${baseUrl}/api/gateways/${method}/notify`,
    returnUrl: `${baseUrl}/account/renewals`,
  })
  if (reply.kind === 'unknown') throw unavailable('payment.gateway_unreachable', { method })
  if (reply.kind === 'refused') {
    await inTransaction(ctx, (tx) => endSubscription(tx, subscription, 'refused'))
    throw unavailable('payment.refused', { provider: method, gatewayCode: reply.code })
  }
  const { gatewayRef = null, ...action } = reply
  if (gatewayRef) await changeSubscription(ctx, subscription, { gatewayNo: gatewayRef })
  return action
}

type Asked = {
  personId: string
  itemId: string
  provider: payments.ProviderName
  account: string
  price: Money
  months: number
}

/** A new number for every asking; one asked before and not signed is given up. */
async function ask(tx: Ctx, asked: Asked): Promise<Subscription> {
  const { personId, itemId, provider, account, price, months } = asked
  await lockPurchases(tx, personId)
  const holding = (await library.heldUntil(tx, personId, [itemId])).get(itemId)
  if (!holding?.endsAt) throw conflict('renewal.no_term')
  const theirs = and(eq(subscriptions.personId, personId), eq(subscriptions.itemId, itemId))
  const older = await tx.db
    .select()
    .from(subscriptions)
    .where(and(theirs, inArray(subscriptions.status, ['pending', 'active', 'past_due'])))
  const running = older.find(({ status }) => status !== 'pending')
  if (running && !differs(running, asked)) throw conflict('renewal.already_on')
  for (const one of older) {
    if (one.status === 'pending') await endSubscription(tx, one, 'asked_again')
  }
  const counted = anchorOf(holding.startsAt, holding.endsAt)
  const [made] = await tx.db
    .insert(subscriptions)
    .values({
      id: newId(tx.now),
      personId,
      itemId,
      provider,
      account,
      agreementNo: `${tx.now.toISOString().slice(0, 10).replaceAll('-', '')}${randomCode(16)}`,
      agreement: 'asked',
      status: 'pending',
      amountMinor: price.minor,
      currency: price.currency,
      months,
      ...counted,
      currentPeriodEnd: holding.endsAt,
      dueAt: holding.endsAt,
      stepAt: new Date(tx.now.getTime() + 15_000),
      createdAt: tx.now,
    })
    .returning()
  if (!made) throw new Error('insert returned no row')
  await record(tx, { name: 'subscription.asked', subscriptionId: made.id })
  return made
}

/** A term that is counted from its beginning keeps its 31st; any other is counted from its end. */
function anchorOf(startsAt: Date, endsAt: Date): { anchorAt: Date; paidMonths: number } {
  for (const paidMonths of [1, 3, 12]) {
    if (periodAfter(startsAt, paidMonths).getTime() === endsAt.getTime()) {
      return { anchorAt: startsAt, paidMonths }
    }
  }
  return { anchorAt: endsAt, paidMonths: 0 }
}

function differs(running: Subscription, { provider, price, months }: Asked): boolean {
  return (
    running.provider !== provider ||
    running.amountMinor !== price.minor ||
    running.currency !== price.currency ||
    running.months !== months
  )
}
