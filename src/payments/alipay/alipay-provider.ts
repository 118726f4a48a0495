import { formatDecimal } from '#kernel/money.ts'
import { formatBeijing } from '../beijing-time.ts'
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
import { readPrivateKey, readPublicKey } from '../rsa.ts'
import { unknownCharge } from '../unknown-charge.ts'
import type { Surroundings } from '../wire.ts'
import type { AlipayConfig } from './alipay-config.ts'
import { chargeFactOf, yuanOf } from './alipay-facts.ts'
import { type AlipayLine, callAlipay } from './call-alipay.ts'
import { readAlipayNotification } from './read-alipay-notification.ts'
import { signParameters } from './sign-parameters.ts'

/** Alipay's classic OpenAPI gateway in public-key mode; PC page pay. */
export function alipayProvider(config: AlipayConfig, around: Surroundings): Provider {
  const line: AlipayLine = {
    config,
    privateKey: readPrivateKey(config.privateKeyPem),
    alipayKey: readPublicKey(config.alipayPublicKeyPem),
    around,
  }
  return {
    name: 'alipay',
    account: config.appId,
    capabilities,
    createCharge: async (request) => pagePayUrl(line, request),
    queryCharge: (outTradeNo) => queryCharge(line, outTradeNo),
    closeCharge: (outTradeNo) => closeCharge(line, outTradeNo),
    createRefund: (request) => createRefund(line, request),
    queryRefund: (request) => queryRefund(line, request),
    readNotification: async (raw) => readAlipayNotification(line, raw),
    acknowledge,
  }
}

/** Alipay takes 0.01 to 100,000,000 yuan a trade. */
const MAX_FEN = 10_000_000_000n
const capabilities: Capabilities = {
  channels: ['page'],
  currencies: ['CNY'],
  amounts: { min: 1n, max: MAX_FEN },
  refunds: { partial: true, maxPerCharge: null, withinDays: 365 },
  bills: [],
}
/** Longest subject the gateway takes; `/`, `=` and `&` are not allowed in it. */
const MAX_SUBJECT = 256

/**
 * No call to the gateway: a signed address that the payer's browser opens. `time_expire` is
 * absolute because `timeout_express` only begins to count when the payer scans or logs in.
 */
function pagePayUrl(
  line: AlipayLine,
  request: ChargeRequest,
): Awaited<ReturnType<Provider['createCharge']>> {
  const { minor, currency } = request.amount
  if (currency !== 'CNY') return { kind: 'refused', code: 'currency_not_supported' }
  if (minor < 1n || minor > MAX_FEN) return { kind: 'refused', code: 'amount_out_of_range' }
  if (request.expiresAt <= line.around.now()) return { kind: 'refused', code: 'already_expired' }
  const parameters = signParameters(line.privateKey, line.around.now(), {
    app_id: line.config.appId,
    method: 'alipay.trade.page.pay',
    notify_url: request.notifyUrl,
    return_url: request.returnUrl,
    biz_content: JSON.stringify({
      out_trade_no: request.outTradeNo,
      product_code: 'FAST_INSTANT_TRADE_PAY',
      total_amount: formatDecimal(request.amount),
      subject: plainSubject(request.subject),
      time_expire: formatBeijing(request.expiresAt),
    }),
  })
  const url = `${line.config.gatewayUrl}?${new URLSearchParams(parameters)}`
  return { kind: 'redirect', url }
}

const fullWidth: Record<string, string> = { '/': '／', '=': '＝', '&': '＆' }

function plainSubject(subject: string): string {
  const plain = subject.replace(/[/=&]/g, (char) => fullWidth[char] ?? char)
  return [...plain.replace(/\p{Cc}+/gu, ' ')].slice(0, MAX_SUBJECT).join('')
}

/** TRADE_NOT_EXIST before the payer scans is the normal answer for a page nobody has opened. */
async function queryCharge(line: AlipayLine, outTradeNo: string): Promise<ChargeFact> {
  const account = line.config.appId
  const unknown = unknownCharge(outTradeNo, account)
  const reply = await callAlipay(line, 'alipay.trade.query', { out_trade_no: outTradeNo })
  if (reply.kind === 'ok') {
    const same = textOf(reply.node, 'out_trade_no') === outTradeNo
    return same ? chargeFactOf(reply.node, outTradeNo, account) : unknown
  }
  const missing = reply.kind === 'refused' && tradeMissing(reply.code)
  return missing ? { ...unknown, status: 'not_found' } : unknown
}

/**
 * Any refusal but "not there" means the trade is no longer waiting, so the trade itself is asked.
 */
async function closeCharge(line: AlipayLine, outTradeNo: string): Promise<CloseOutcome> {
  const reply = await callAlipay(line, 'alipay.trade.close', { out_trade_no: outTradeNo })
  if (reply.kind === 'unknown') return 'unknown'
  if (reply.kind === 'ok') {
    return textOf(reply.node, 'out_trade_no') === outTradeNo ? 'closed' : 'unknown'
  }
  if (tradeMissing(reply.code)) return 'not_found'
  const { status } = await queryCharge(line, outTradeNo)
  return status === 'open' ? 'unknown' : status
}

/**
 * Money moved only with `fund_change=Y`. Anything else (a repeat answers N; a refusal may hide an
 * earlier success of the same number) is settled by asking for this very refund. `refund_fee` of
 * the reply is the running total of the trade, so the amount is taken from our request.
 */
async function createRefund(line: AlipayLine, request: RefundRequest): Promise<RefundFact> {
  const { outTradeNo, outRefundNo, refund } = request
  if (refund.currency !== 'CNY' || refund.minor < 1n) {
    return { outRefundNo, status: 'failed', amount: null, code: 'amount_out_of_range' }
  }
  const reply = await callAlipay(line, 'alipay.trade.refund', {
    out_trade_no: outTradeNo,
    refund_amount: formatDecimal(refund),
    out_request_no: outRefundNo,
    refund_reason: [...request.reason].slice(0, MAX_SUBJECT).join(''),
  })
  if (reply.kind === 'unknown') {
    return { outRefundNo, status: 'unknown', amount: null, code: reply.code }
  }
  if (reply.kind === 'ok' && textOf(reply.node, 'out_trade_no') === outTradeNo) {
    if (textOf(reply.node, 'fund_change') === 'Y') {
      return { outRefundNo, status: 'succeeded', amount: refund, code: null }
    }
  }
  const known = await queryRefund(line, request)
  if (known.status !== 'not_found') return known
  const refused = reply.kind === 'refused'
  const code = refused ? reply.code : 'fund_change_not_confirmed'
  return { outRefundNo, status: refused ? 'failed' : 'unknown', amount: null, code }
}

/** Without `refund_status` a reply of 10000 says that no such refund was received, or it failed. */
async function queryRefund(
  line: AlipayLine,
  { outTradeNo, outRefundNo }: { outTradeNo: string; outRefundNo: string },
): Promise<RefundFact> {
  const reply = await callAlipay(line, 'alipay.trade.fastpay.refund.query', {
    out_trade_no: outTradeNo,
    out_request_no: outRefundNo,
  })
  const fact = { outRefundNo, amount: null }
  if (reply.kind !== 'ok') {
    const missing = reply.kind === 'refused' && tradeMissing(reply.code)
    return { ...fact, status: missing ? 'not_found' : 'unknown', code: reply.code }
  }
  const status = textOf(reply.node, 'refund_status')
  if (status === null) return { ...fact, status: 'not_found', code: null }
  const same = textOf(reply.node, 'out_request_no') === outRefundNo
  const amount = yuanOf(reply.node, 'refund_amount')
  if (status === 'REFUND_SUCCESS' && same && amount) {
    return { outRefundNo, status: 'succeeded', amount, code: null }
  }
  return { ...fact, status: 'unknown', code: status }
}

function tradeMissing(code: string): boolean {
  return code === 'ACQ.TRADE_NOT_EXIST' || code === 'TRADE_NOT_EXIST'
}

/** Alipay stops sending only at a body of exactly `success`. */
function acknowledge(accepted: boolean): Acknowledgement {
  const headers = { 'content-type': 'text/plain; charset=utf-8' }
  return accepted
    ? { status: 200, headers, body: 'success' }
    : { status: 400, headers, body: 'failure' }
}
