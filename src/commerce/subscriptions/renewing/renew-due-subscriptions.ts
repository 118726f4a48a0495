import { asc, eq, inArray, lte } from 'drizzle-orm'
import { forbidden } from '#kernel/errors.ts'
import * as payments from '#payments'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { oneByOne } from '../../settling/one-by-one.ts'
import { subscriptions } from '../../tables.ts'
import { changeSubscription, lockSubscription } from '../queries.ts'
import { nextStep } from '../schedule/next-step.ts'
import { neverSigned, settleAgreementFact } from '../signing/settle-agreement-fact.ts'
import { type Subscription, signedAmount } from '../subscription.ts'
import { chargePeriod } from './charge-period.ts'
import { bridge } from './dunning.ts'
import { endSubscription } from './end-subscription.ts'
import { findPeriodOrder } from './open-period.ts'

const BATCH = 20
const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
/** Who works on a subscription and dies leaves it to others after this. */
const LEASE_MS = 10 * MINUTE_MS
/** A payer signs within a day, or does not. */
const SIGN_WITHIN_MS = DAY_MS
/** Longer than any gateway or dunning goes on about one period. */
const HOPELESS_AFTER_MS = 40 * DAY_MS

/**
 * Takes every subscription one step on: signatures are asked for, coming charges announced, due
 * ones made in their gateway's hours, old ones ended there too. Any number of workers may run it.
 */
export async function renewDueSubscriptions(ctx: Ctx, baseUrl: string): Promise<number> {
  if (ctx.actor.kind !== 'system') throw forbidden()
  const due = await claim(ctx)
  await oneByOne(
    ctx,
    due,
    (subscription) => step(ctx, subscription, baseUrl),
    ({ id }) => id,
  )
  return due.length
}

async function claim(ctx: Ctx): Promise<Subscription[]> {
  return ctx.db.transaction(async (db) => {
    const due = await db
      .select()
      .from(subscriptions)
      .where(lte(subscriptions.stepAt, ctx.now))
      .orderBy(asc(subscriptions.stepAt))
      .limit(BATCH)
      .for('update', { skipLocked: true })
    const ids = due.map(({ id }) => id)
    const stepAt = new Date(ctx.now.getTime() + LEASE_MS)
    if (due.length > 0) {
      await db.update(subscriptions).set({ stepAt }).where(inArray(subscriptions.id, ids))
    }
    return due
  })
}

async function step(ctx: Ctx, subscription: Subscription, baseUrl: string): Promise<void> {
  switch (subscription.status) {
    case 'pending':
      return askForSignature(ctx, subscription)
    case 'active':
    case 'past_due': {
      const driven = payments.gatewayOf(subscription.provider).recurring?.drivenBy
      return driven === 'gateway' ? watch(ctx, subscription) : renew(ctx, subscription, baseUrl)
    }
    case 'cancelled':
      return inTransaction(ctx, async (tx) => {
        const found = await lockSubscription(tx, eq(subscriptions.id, subscription.id))
        if (found?.status !== 'cancelled') return
        if (found.currentPeriodEnd <= tx.now) return endSubscription(tx, found, found.reason ?? '')
        await changeSubscription(tx, found, { stepAt: found.currentPeriodEnd })
      })
    case 'ended':
      return endAgreement(ctx, subscription)
  }
}

async function askForSignature(ctx: Ctx, subscription: Subscription): Promise<void> {
  const { provider, agreementNo, gatewayNo, createdAt } = subscription
  const { recurring } = payments.gatewayOf(provider)
  if (!recurring) return
  const fact = await recurring.queryAgreement(agreementNo, gatewayNo)
  await settleAgreementFact(ctx, provider, fact)
  const age = ctx.now.getTime() - createdAt.getTime()
  await inTransaction(ctx, async (tx) => {
    const found = await lockSubscription(tx, eq(subscriptions.id, subscription.id))
    if (found?.status !== 'pending') return
    if (age > SIGN_WITHIN_MS) return neverSigned(tx, found)
    const wait = age < 10 * MINUTE_MS ? MINUTE_MS / 4 : 10 * MINUTE_MS
    await changeSubscription(tx, found, { stepAt: new Date(tx.now.getTime() + wait) })
  })
}

async function renew(ctx: Ctx, due: Subscription, baseUrl: string): Promise<void> {
  const { provider, currentPeriodEnd } = due
  const { recurring } = payments.gatewayOf(provider)
  if (!recurring || !due.gatewayNo) return
  if (ctx.now.getTime() > currentPeriodEnd.getTime() + HOPELESS_AFTER_MS) return giveUp(ctx, due)
  // What the gateway took already is asked for at any hour, under its number.
  if (await isUnderWay(ctx, due)) return chargePeriod(ctx, due, baseUrl)
  const next = nextStep(ctx.now, due, recurring)
  switch (next.kind) {
    case 'wait':
      return changeSubscription(ctx, due, { stepAt: next.until })
    case 'shift':
      return shift(ctx, due, next.dueAt)
    case 'announce':
      return announce(ctx, due, recurring)
    case 'charge':
      return chargePeriod(ctx, due, baseUrl)
  }
}

async function isUnderWay(ctx: Ctx, due: Subscription): Promise<boolean> {
  const order = await findPeriodOrder(ctx, due)
  if (!order) return false
  const charges = await payments.findRecurringCharges(ctx, order.id)
  const failed = charges.filter(({ status }) => status === 'closed').length
  return failed > due.attempts || charges.some(({ status }) => status === 'open')
}

/** The charge is due at another time; the period is not, and stays open meanwhile. */
async function shift(ctx: Ctx, due: Subscription, dueAt: Date): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    await changeSubscription(tx, due, { dueAt, announcedFor: null, stepAt: tx.now })
    await bridge(tx, due, dueAt)
  })
}

async function announce(ctx: Ctx, due: Subscription, recurring: payments.Recurring): Promise<void> {
  const { agreementNo, gatewayNo, dueAt } = due
  if (!recurring.announceCharge || !gatewayNo) return
  const amount = signedAmount(due)
  const outcome = await recurring.announceCharge({ gatewayNo, amount, dueAt })
  if (outcome === 'announced') {
    return changeSubscription(ctx, due, { announcedFor: dueAt, stepAt: ctx.now })
  }
  if (outcome === 'unknown') return
  // Refused: the agreement is gone, or the last notice is still in force.
  const fact = await recurring.queryAgreement(agreementNo, gatewayNo)
  await settleAgreementFact(ctx, due.provider, fact)
  if (fact.status === 'active') await shift(ctx, due, new Date(dueAt.getTime() + DAY_MS))
}

/** A gateway that charges by itself: whether the agreement still stands, and the wait bridged. */
async function watch(ctx: Ctx, due: Subscription): Promise<void> {
  const { provider, agreementNo, gatewayNo, currentPeriodEnd } = due
  if (ctx.now.getTime() > currentPeriodEnd.getTime() + HOPELESS_AFTER_MS) return giveUp(ctx, due)
  const { recurring } = payments.gatewayOf(provider)
  if (!recurring) return
  await settleAgreementFact(ctx, provider, await recurring.queryAgreement(agreementNo, gatewayNo))
  await inTransaction(ctx, async (tx) => {
    const found = await lockSubscription(tx, eq(subscriptions.id, due.id))
    if (found?.status !== 'active' && found?.status !== 'past_due') return
    const isOver = found.currentPeriodEnd <= tx.now
    if (found.status === 'active') await bridge(tx, found, found.dueAt)
    const later = new Date(tx.now.getTime() + 6 * HOUR_MS)
    await changeSubscription(tx, found, { stepAt: isOver ? later : found.currentPeriodEnd })
  })
}

async function giveUp(ctx: Ctx, due: Subscription): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const found = await lockSubscription(tx, eq(subscriptions.id, due.id))
    if (found) await endSubscription(tx, found, 'unpaid')
  })
}

/** What is over here is over at the gateway too; until it says so, it is asked again. */
async function endAgreement(ctx: Ctx, due: Subscription): Promise<void> {
  const { provider, agreementNo, gatewayNo } = due
  const fact = await payments.gatewayOf(provider).recurring?.endAgreement(agreementNo, gatewayNo)
  if (fact?.status !== 'ended' && fact?.status !== 'not_found') return
  await changeSubscription(ctx, due, { agreement: 'ended', stepAt: null })
}
