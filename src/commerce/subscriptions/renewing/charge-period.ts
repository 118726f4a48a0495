import { eq } from 'drizzle-orm'
import * as payments from '#payments'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import type { Order } from '../../orders/order.ts'
import { settleChargeFact } from '../../settling/settle-charge-fact.ts'
import { subscriptions } from '../../tables.ts'
import { changeSubscription, lockSubscription } from '../queries.ts'
import type { Subscription } from '../subscription.ts'
import { bridge, missWindow, owe, PENDING_MS, takeFailures, tellFailure } from './dunning.ts'
import { cancelAtEnd } from './end-subscription.ts'
import { openPeriod } from './open-period.ts'

/** How long until a charge whose outcome is not known is asked for again, under its number. */
const ASK_AGAIN_MS = 30 * 60_000
const DAY_MS = 86_400_000

/**
 * Charges the period that is due: order and number are committed before the gateway hears of
 * them, so that a crash at any point finds them again and nothing is charged twice.
 */
export async function chargePeriod(ctx: Ctx, due: Subscription, baseUrl: string): Promise<void> {
  const opened = await inTransaction(ctx, async (tx) => {
    const found = await stillDue(tx, due)
    const order = found && (await openPeriod(tx, found))
    if (!found || !order) return null
    const charges = await payments.findRecurringCharges(tx, order.id)
    if ((await takeFailures(tx, found, charges)) === 'failed') return null
    await bridge(tx, found, found.dueAt)
    return { found, order }
  })
  if (!opened) return
  const { found, order } = opened
  const { provider, gatewayNo } = found
  if (!gatewayNo) throw new Error(`subscription ${found.id} was never signed`)
  await nameDay(found)
  const { charge, reply } = await payments.chargeAgain(ctx, {
    subject: order.id,
    provider,
    gatewayNo,
    amount: order.total,
    description: order.lines.map(({ title }) => title).join('、'),
    baseUrl,
  })
  if (reply.kind === 'fact') await settleChargeFact(ctx, provider, reply.fact)
  await inTransaction(ctx, (tx) => takeReply(tx, { due: found, order, charge, reply }))
}

/** Null when another worker was faster, or the person has turned it off meanwhile. */
async function stillDue(tx: Ctx, due: Subscription): Promise<Subscription | null> {
  const found = await lockSubscription(tx, eq(subscriptions.id, due.id))
  if (found?.status !== 'active' && found?.status !== 'past_due') return null
  return found.currentPeriodEnd.getTime() === due.currentPeriodEnd.getTime() ? found : null
}

/** A try on another day than the agreement's is named first to a gateway that fixes days. */
async function nameDay({ provider, agreementNo, attempts, windowTries, dueAt }: Subscription) {
  if (attempts + windowTries === 0) return
  const { recurring } = payments.gatewayOf(provider)
  await recurring?.moveNextCharge?.(agreementNo, dueAt)
}

type Charged = Pick<Awaited<ReturnType<typeof payments.chargeAgain>>, 'charge' | 'reply'> & {
  due: Subscription
  order: Order
}

async function takeReply(tx: Ctx, { due, order, charge, reply }: Charged): Promise<void> {
  const found = await stillDue(tx, due)
  if (!found) return
  if (reply.kind === 'refused' && reply.because === 'agreement_ended') {
    const gone = { ...found, agreement: 'ended' } as const
    await changeSubscription(tx, found, { agreement: 'ended' })
    return cancelAtEnd(tx, gone, 'agreement_ended')
  }
  if (reply.kind === 'refused' && reply.because === 'window') {
    if ((await missWindow(tx, found, nextDay(found, tx.now))) === 'again') return
    await payments.closeRecurringCharge(tx, charge)
  }
  const charges = await payments.findRecurringCharges(tx, order.id)
  if ((await takeFailures(tx, found, charges)) === 'failed') return
  const stepAt = new Date(tx.now.getTime() + ASK_AGAIN_MS)
  const isLate = tx.now.getTime() > charge.createdAt.getTime() + PENDING_MS
  await changeSubscription(tx, found, { stepAt })
  if (!isLate || found.status !== 'active') return
  await owe(tx, found, { stepAt }, tx.now)
  await tellFailure(tx, found, 'late', stepAt)
}

/** Where days are fixed, another one is named for it at once; elsewhere tomorrow's hours come. */
function nextDay({ provider, windowTries, dueAt }: Subscription, now: Date): Date {
  const { recurring } = payments.gatewayOf(provider)
  const tomorrow = new Date(now.getTime() + DAY_MS)
  if (!recurring?.moveNextCharge) return recurring?.chargeWindow(tomorrow).from ?? tomorrow
  return windowTries === 0 ? new Date(Math.max(now.getTime(), dueAt.getTime())) : tomorrow
}
