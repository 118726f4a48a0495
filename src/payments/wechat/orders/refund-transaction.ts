import { type Fields, textOf } from '../../fields.ts'
import type { RefundFact, RefundQuestion, RefundRequest } from '../../provider.ts'
import { callWechat, isMissing, type WechatContext } from '../call-wechat.ts'
import { fenOf, plain, refundFactOf } from '../wechat-facts.ts'

/** Longest reason that the gateway takes, in characters. */
const MAX_REASON = 80

/**
 * 200 means accepted, not done: `status` tells. A refusal may hide an earlier success of the same
 * number, so before it counts as failed this very refund is asked for.
 */
export async function refundTransaction(
  context: WechatContext,
  request: RefundRequest,
): Promise<RefundFact> {
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
  const known = await queryTransactionRefund(context, request)
  if (known.status !== 'not_found') return known
  return { outRefundNo, status: 'failed', amount: null, code: reply.code }
}

export async function queryTransactionRefund(
  context: WechatContext,
  { outTradeNo, outRefundNo }: RefundQuestion,
): Promise<RefundFact> {
  const path = `/v3/refund/domestic/refunds/${encodeURIComponent(outRefundNo)}`
  const reply = await callWechat(context, 'GET', path)
  if (reply.kind === 'ok') return echoedRefund(reply.fields, outRefundNo, outTradeNo)
  const status = isMissing(reply) ? 'not_found' : 'unknown'
  return { outRefundNo, status, amount: null, code: reply.code }
}

function echoedRefund(fields: Fields, outRefundNo: string, outTradeNo: string): RefundFact {
  const same =
    textOf(fields, 'out_refund_no') === outRefundNo && textOf(fields, 'out_trade_no') === outTradeNo
  if (!same) return { outRefundNo, status: 'unknown', amount: null, code: 'foreign_reply' }
  return refundFactOf(fields, outRefundNo, 'status')
}
