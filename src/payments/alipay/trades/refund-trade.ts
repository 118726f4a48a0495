import { formatDecimal } from '#kernel/money.ts'
import { textOf } from '../../fields.ts'
import type { RefundFact, RefundRequest } from '../../provider.ts'
import { yuanOf } from '../alipay-facts.ts'
import type { AlipayLine } from '../alipay-line.ts'
import { callAlipay } from '../call-alipay.ts'
import { plainText } from './plain-text.ts'
import { tradeMissing } from './query-trade.ts'

/**
 * Money moved only with `fund_change=Y`. Anything else (a repeat answers N; a refusal may hide an
 * earlier success of the same number) is settled by asking for this very refund. `refund_fee` of
 * the reply is the running total of the trade, so the amount is taken from our request.
 */
export async function refundTrade(line: AlipayLine, request: RefundRequest): Promise<RefundFact> {
  const { outTradeNo, outRefundNo, refund } = request
  if (refund.currency !== 'CNY' || refund.minor < 1n) {
    return { outRefundNo, status: 'failed', amount: null, code: 'amount_out_of_range' }
  }
  const reply = await callAlipay(line, 'alipay.trade.refund', {
    out_trade_no: outTradeNo,
    refund_amount: formatDecimal(refund),
    out_request_no: outRefundNo,
    refund_reason: plainText(request.reason),
  })
  if (reply.kind === 'unknown') {
    return { outRefundNo, status: 'unknown', amount: null, code: reply.code }
  }
  if (reply.kind === 'ok' && textOf(reply.node, 'out_trade_no') === outTradeNo) {
    if (textOf(reply.node, 'fund_change') === 'Y') {
      return { outRefundNo, status: 'succeeded', amount: refund, code: null }
    }
  }
  const known = await queryTradeRefund(line, request)
  if (known.status !== 'not_found') return known
  const refused = reply.kind === 'refused'
  const code = refused ? reply.code : 'fund_change_not_confirmed'
  return { outRefundNo, status: refused ? 'failed' : 'unknown', amount: null, code }
}

/** Without `refund_status` a reply of 10000 says that no such refund was received, or it failed. */
export async function queryTradeRefund(
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
