import { formatRfc3339 } from '../beijing-time.ts'
import { textOf } from '../fields.ts'
import type {
  Acknowledgement,
  Capabilities,
  ChargeFact,
  ChargeRequest,
  CloseOutcome,
  Provider,
  RefundFact,
  RefundRequest,
} from '../provider.ts'
import { readPrivateKey } from '../rsa.ts'
import { unknownCharge } from '../unknown-charge.ts'
import type { Surroundings } from '../wire.ts'
import { callWechat, type WechatContext } from './call-wechat.ts'
import { readWechatNotification } from './read-wechat-notification.ts'
import { trustedKeys } from './trusted-keys.ts'
import type { WechatConfig } from './wechat-config.ts'
import { chargeFactOf, isOurs, refundFactOf } from './wechat-facts.ts'

/** WeChat Pay API v3 of a direct merchant; Native QR. */
export function wechatProvider(config: WechatConfig, around: Surroundings): Provider {
  const line = { config, around, merchantKey: readPrivateKey(config.merchantPrivateKeyPem) }
  const context: WechatContext = { ...line, keyOf: trustedKeys(line) }
  return {
    name: 'wechat',
    account: config.mchid,
    capabilities,
    createCharge: (request) => createNative(context, request),
    queryCharge: (outTradeNo) => queryCharge(context, outTradeNo),
    closeCharge: (outTradeNo) => closeCharge(context, outTradeNo),
    createRefund: (request) => createRefund(context, request),
    queryRefund: (request) => queryRefund(context, request),
    readNotification: (raw) => readWechatNotification(context, raw),
    acknowledge,
  }
}

const capabilities: Capabilities = {
  channels: ['qr'],
  currencies: ['CNY'],
  amounts: { min: 1n, max: 10_000_000_000n },
  refunds: { partial: true, maxPerCharge: 50, withinDays: 365, gapMs: 60_000 },
  bills: [],
}

/** Longest description and refund reason the gateway takes, in characters. */
const MAX_DESCRIPTION = 127
const MAX_REASON = 80

/**
 * The same number with the same parameters answers the same code again, so a lost reply is
 * repeated.
 */
async function createNative(
  context: WechatContext,
  request: ChargeRequest,
): ReturnType<Provider['createCharge']> {
  const { config, around } = context
  const total = fenOf(request.amount.minor)
  if (request.amount.currency !== 'CNY') return { kind: 'refused', code: 'currency_not_supported' }
  if (total === null) return { kind: 'refused', code: 'amount_out_of_range' }
  if (request.expiresAt <= around.now()) return { kind: 'refused', code: 'already_expired' }
  const reply = await callWechat(context, 'POST', '/v3/pay/transactions/native', {
    appid: config.appid,
    mchid: config.mchid,
    description: plain(request.subject, MAX_DESCRIPTION),
    out_trade_no: request.outTradeNo,
    time_expire: formatRfc3339(request.expiresAt),
    notify_url: request.notifyUrl,
    amount: { total, currency: 'CNY' },
  })
  if (reply.kind !== 'ok') return { kind: reply.kind, code: reply.code }
  const content = textOf(reply.fields, 'code_url')
  return content?.startsWith('weixin://')
    ? { kind: 'qr', content }
    : { kind: 'unknown', code: 'no_code_url' }
}

async function queryCharge(context: WechatContext, outTradeNo: string): Promise<ChargeFact> {
  const { config } = context
  const unknown = unknownCharge(outTradeNo, config.mchid)
  const path = `/v3/pay/transactions/out-trade-no/${encodeURIComponent(outTradeNo)}`
  const reply = await callWechat(context, 'GET', `${path}?mchid=${config.mchid}`)
  if (reply.kind === 'ok') {
    const same = textOf(reply.fields, 'out_trade_no') === outTradeNo
    if (!same || !isOurs(reply.fields, config)) return unknown
    return chargeFactOf(reply.fields, outTradeNo, config.mchid)
  }
  return reply.kind === 'refused' && missing(reply) ? { ...unknown, status: 'not_found' } : unknown
}

const closeOutcomes = new Map<string, CloseOutcome>([
  ['ORDERPAID', 'paid'],
  ['ORDER_PAID', 'paid'],
  ['ORDER_CLOSED', 'closed'],
  ['ORDERCLOSED', 'closed'],
])

async function closeCharge(context: WechatContext, outTradeNo: string): Promise<CloseOutcome> {
  const { mchid } = context.config
  const path = `/v3/pay/transactions/out-trade-no/${encodeURIComponent(outTradeNo)}/close`
  const reply = await callWechat(context, 'POST', path, { mchid })
  if (reply.kind === 'unknown') return 'unknown'
  if (reply.kind === 'ok') return reply.status === 204 ? 'closed' : 'unknown'
  if (missing(reply)) return 'not_found'
  return closeOutcomes.get(reply.code) ?? 'unknown'
}

/**
 * 200 means accepted, not done: `status` tells. A refusal may hide an earlier success of the same
 * number, so before it counts as failed this very refund is asked for.
 */
async function createRefund(context: WechatContext, request: RefundRequest): Promise<RefundFact> {
  const { outTradeNo, outRefundNo } = request
  const refund = fenOf(request.refund.minor)
  const total = fenOf(request.charged.minor)
  const currency = request.refund.currency
  if (refund === null || total === null || currency !== 'CNY') {
    return { outRefundNo, status: 'failed', amount: null, code: 'amount_out_of_range' }
  }
  const reply = await callWechat(context, 'POST', '/v3/refund/domestic/refunds', {
    out_trade_no: outTradeNo,
    out_refund_no: outRefundNo,
    ...(request.reason ? { reason: plain(request.reason, MAX_REASON) } : {}),
    notify_url: request.notifyUrl,
    amount: { refund, total, currency },
  })
  if (reply.kind === 'unknown') {
    return { outRefundNo, status: 'unknown', amount: null, code: reply.code }
  }
  if (reply.kind === 'ok') return echoedRefund(reply.fields, outRefundNo, outTradeNo)
  const known = await queryRefund(context, request)
  if (known.status !== 'not_found') return known
  return { outRefundNo, status: 'failed', amount: null, code: reply.code }
}

async function queryRefund(
  context: WechatContext,
  { outTradeNo, outRefundNo }: { outTradeNo: string; outRefundNo: string },
): Promise<RefundFact> {
  const path = `/v3/refund/domestic/refunds/${encodeURIComponent(outRefundNo)}`
  const reply = await callWechat(context, 'GET', path)
  if (reply.kind === 'ok') return echoedRefund(reply.fields, outRefundNo, outTradeNo)
  const status = reply.kind === 'refused' && missing(reply) ? 'not_found' : 'unknown'
  return { outRefundNo, status, amount: null, code: reply.code }
}

function echoedRefund(
  fields: Parameters<typeof textOf>[0],
  outRefundNo: string,
  outTradeNo: string,
): RefundFact {
  const same =
    textOf(fields, 'out_refund_no') === outRefundNo && textOf(fields, 'out_trade_no') === outTradeNo
  if (!same) return { outRefundNo, status: 'unknown', amount: null, code: 'foreign_reply' }
  return refundFactOf(fields, outRefundNo, 'status')
}

function missing(reply: { status: number; code: string }): boolean {
  return (
    reply.status === 404 && /^(ORDER_NOT_EXIST|ORDERNOTEXIST|RESOURCE_NOT_EXISTS)$/.test(reply.code)
  )
}

/** Whole fen as the JSON integer the gateway wants; null outside what it takes. */
function fenOf(minor: bigint): number | null {
  return minor >= 1n && minor <= 10_000_000_000n ? Number(minor) : null
}

/** A backtick is the cell mark of the gateway's bills, where it would break a row in two. */
function plain(text: string, max: number): string {
  const cleaned = text.replaceAll('`', "'").replace(/\p{Cc}+/gu, ' ')
  return [...cleaned].slice(0, max).join('')
}

/** Any 200 or 204 stops the gateway; anything else makes it send again. */
function acknowledge(accepted: boolean): Acknowledgement {
  if (accepted) return { status: 204, headers: {}, body: '' }
  return {
    status: 400,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code: 'FAIL', message: '失败' }),
  }
}
