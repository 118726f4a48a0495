import { type Fields, textOf } from '../fields.ts'
import { badNotification, refuseOversized } from '../notification-guard.ts'
import type { Notification, RawNotification } from '../provider.ts'
import { verifySha256 } from '../rsa.ts'
import { agreementFactOf } from './agreements/agreement-fact.ts'
import { chargeFactOf, yuanOf } from './alipay-facts.ts'
import type { AlipayLine } from './alipay-line.ts'
import { readForm } from './read-form.ts'
import { signingString } from './signing-string.ts'

/**
 * Proves a notification and says what it tells. The signature leaves out `sign` and `sign_type`;
 * RSA2 is ours to demand, never the sender's to choose. Throws `payment.bad_notification`.
 */
export async function readAlipayNotification(
  line: AlipayLine,
  raw: RawNotification,
): Promise<Notification> {
  refuseOversized(raw.body)
  const mediaType = raw.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase()
  if (mediaType !== 'application/x-www-form-urlencoded') throw badNotification('content_type')
  const form = readForm(raw.body)
  if (!form) throw badNotification('malformed_form')
  await proveSignature(line, form)
  const fields: Fields = Object.fromEntries(form)
  if (textOf(fields, 'app_id') !== line.config.appId) throw badNotification('foreign_app')
  const eventId = textOf(fields, 'notify_id')
  if (!eventId) throw badNotification('no_event_id')
  switch (textOf(fields, 'notify_type')) {
    case 'trade_status_sync':
      return tradeNotification(line, eventId, fields)
    case 'dut_user_sign':
    case 'dut_user_unsign':
      return agreementNotification(line, eventId, fields)
    default:
      return { kind: 'other', eventId }
  }
}

async function proveSignature(line: AlipayLine, form: Map<string, string>): Promise<void> {
  if (form.get('sign_type') !== 'RSA2') throw badNotification('sign_type')
  if (form.get('charset')?.toLowerCase() !== 'utf-8') throw badNotification('charset')
  const { unsigned, keysFor } = line.trust
  const content = Buffer.from(signingString(form, unsigned))
  const keys = await keysFor(form.get('alipay_cert_sn') || null, 'notification')
  const sign = form.get('sign') ?? ''
  if (!keys.some((key) => verifySha256(content, sign, key))) throw badNotification('signature')
}

/** The same URL hears of payments, refunds and closings; a refund names itself in `out_biz_no`. */
function tradeNotification(line: AlipayLine, eventId: string, fields: Fields): Notification {
  if (textOf(fields, 'seller_id') !== line.config.sellerId) throw badNotification('foreign_seller')
  const outTradeNo = textOf(fields, 'out_trade_no')
  if (!outTradeNo) throw badNotification('no_trade')
  const account = line.config.appId
  const outRefundNo = textOf(fields, 'out_biz_no')
  const refundedTotal = yuanOf(fields, 'refund_fee')
  if (outRefundNo && refundedTotal && textOf(fields, 'gmt_refund')) {
    const fact = { outRefundNo, status: 'succeeded', amount: null, code: null } as const
    return { kind: 'refund', eventId, outTradeNo, account, fact, refundedTotal }
  }
  return { kind: 'charge', eventId, fact: chargeFactOf(fields, outTradeNo, account) }
}

/**
 * A payer may end an agreement in the app; that notice may also never come. One without a number of
 * ours was not made by us.
 */
function agreementNotification(line: AlipayLine, eventId: string, fields: Fields): Notification {
  const agreementNo = textOf(fields, 'external_agreement_no')
  if (!agreementNo) return { kind: 'other', eventId }
  const said = agreementFactOf(fields, agreementNo, line.config.appId)
  const ended = textOf(fields, 'notify_type') === 'dut_user_unsign'
  const fact = ended ? { ...said, status: 'ended' as const, nextChargeAt: null } : said
  return { kind: 'agreement', eventId, fact }
}
