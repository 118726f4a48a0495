import { AppError } from '#kernel/errors.ts'
import * as payments from '#payments'
import { audit } from '#platform/audit/audit.ts'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { settleDisputeFact } from '../disputes/settle-dispute-fact.ts'
import { settleRefundFact } from '../refunds/settle-refund-fact.ts'
import { settleRenewalFact } from '../subscriptions/renewing/settle-renewal-fact.ts'
import { settleAgreementFact } from '../subscriptions/signing/settle-agreement-fact.ts'
import { settleChargeFact } from './settle-charge-fact.ts'

/**
 * Takes a gateway's message from the door to its receipt: prove it, act once, commit, acknowledge.
 * What is not proven changes nothing and leaves an audit row; what names an unknown number is not
 * acknowledged, so that the gateway tells it again.
 */
export async function takeNotification(
  ctx: Ctx,
  provider: payments.ProviderName,
  raw: payments.RawNotification,
): Promise<payments.Acknowledgement> {
  const gateway = payments.gatewayOf(provider)
  try {
    const message = await gateway.readNotification(raw)
    const key = { provider, account: gateway.account, eventId: message.eventId }
    if (await payments.wasHandled(ctx, key)) return gateway.acknowledge(true, raw)
    const known = await inTransaction(ctx, async (tx) => {
      if (!(await act(tx, provider, message))) return false
      await payments.keepEvent(tx, key, raw)
      await payments.logNotification(tx, provider, raw, { eventId: key.eventId, refused: null })
      return true
    })
    if (!known) await audit(ctx, 'payment.unknown_number', `gateway:${provider}`)
    return gateway.acknowledge(known, raw)
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'payment.bad_notification') throw error
    const refused = String(error.details.reason ?? '')
    await payments.logNotification(ctx, provider, raw, { eventId: null, refused })
    await audit(ctx, 'payment.notification_refused', `gateway:${provider}`, { reason: refused })
    return gateway.acknowledge(false, raw)
  }
}

/** False when the message names something that this site does not know. */
async function act(
  tx: Ctx,
  provider: payments.ProviderName,
  message: payments.Notification,
): Promise<boolean> {
  if (message.kind === 'charge') {
    return (await settleChargeFact(tx, provider, message.fact, 'notification')) !== 'unknown_charge'
  }
  if (message.kind === 'refund') {
    const outcome = await settleRefundFact(tx, message.fact.outRefundNo, message.fact)
    return outcome !== 'unknown_refund'
  }
  if (message.kind === 'dispute') {
    return (await settleDisputeFact(tx, provider, message.fact)) !== 'unknown_charge'
  }
  if (message.kind === 'agreement') return settleAgreementFact(tx, provider, message.fact)
  if (message.kind === 'renewal') return settleRenewalFact(tx, provider, message.fact)
  return true
}
