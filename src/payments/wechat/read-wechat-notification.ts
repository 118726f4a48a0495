import { asFields, decodeUtf8, type Fields, parseFields, textOf } from '../fields.ts'
import { badNotification, refuseOversized } from '../notification-guard.ts'
import type { Notification, RawNotification } from '../provider.ts'
import type { WechatContext } from './call-wechat.ts'
import { openSealed } from './open-sealed.ts'
import { verifyMessage } from './verify-message.ts'
import { chargeFactOf, isOurs, refundFactOf } from './wechat-facts.ts'

/**
 * Proves a notification and says what it tells: signature over the raw bytes, then the sealed
 * resource, then whose it is. Throws `payment.bad_notification`.
 */
export async function readWechatNotification(
  context: WechatContext,
  raw: RawNotification,
): Promise<Notification> {
  refuseOversized(raw.body)
  const distrust = await verifyMessage(raw, context.around.now(), context.keyOf)
  if (distrust) throw badNotification(distrust)
  const envelope = parseFields(decodeUtf8(raw.body) ?? '')
  const eventId = envelope && textOf(envelope, 'id')
  if (!envelope || !eventId) throw badNotification('malformed_body')
  const box = asFields(envelope.resource)
  const resource = box && parseFields(openSealed(box, context.config.apiV3Key) ?? '')
  if (!box || !resource) throw badNotification('unopened_resource')
  const eventType = textOf(envelope, 'event_type') ?? ''
  if (eventType.startsWith('TRANSACTION.')) return charge(context, eventId, resource)
  if (eventType.startsWith('REFUND.')) return refund(context, eventId, resource)
  return { kind: 'other', eventId }
}

function charge(context: WechatContext, eventId: string, resource: Fields): Notification {
  if (!isOurs(resource, context.config)) throw badNotification('foreign_merchant')
  const outTradeNo = textOf(resource, 'out_trade_no')
  if (!outTradeNo) throw badNotification('no_trade')
  const fact = chargeFactOf(resource, outTradeNo, context.config.mchid)
  return { kind: 'charge', eventId, fact }
}

function refund(context: WechatContext, eventId: string, resource: Fields): Notification {
  const account = context.config.mchid
  if (textOf(resource, 'mchid') !== account) throw badNotification('foreign_merchant')
  const outTradeNo = textOf(resource, 'out_trade_no')
  const outRefundNo = textOf(resource, 'out_refund_no')
  if (!outTradeNo || !outRefundNo) throw badNotification('no_refund')
  const fact = refundFactOf(resource, outRefundNo, 'refund_status')
  return { kind: 'refund', eventId, outTradeNo, account, fact, refundedTotal: null }
}
