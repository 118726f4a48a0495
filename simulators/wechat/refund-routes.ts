import type { WechatBooks } from './order.ts'
import { openRefund, type Refusal, refundProblem, refundView } from './refund.ts'
import { type Body, isNotifyUrl, readFen } from './transaction-routes.ts'
import type { ApiResult } from './wechat-reply.ts'

/** `POST /v3/refund/domestic/refunds`: one number refunds once, however often it is sent. */
export function createRefund(books: WechatBooks, body: Body): ApiResult {
  const { out_refund_no: outRefundNo, reason = '', notify_url: notifyUrl = '' } = body
  const fen = readFen(body.amount, 'refund')
  const total = readFen(body.amount, 'total')
  if (typeof outRefundNo !== 'string' || !/^[0-9A-Za-z_\-|*@]{1,64}$/.test(outRefundNo)) {
    return wrong('out_refund_no')
  }
  if (typeof reason !== 'string' || [...reason].length > 80) return wrong('reason')
  if (typeof notifyUrl !== 'string' || (notifyUrl !== '' && !isNotifyUrl(notifyUrl))) {
    return wrong('notify_url')
  }
  if (fen === null || total === null || fen > total) return wrong('amount')
  const order = findOrder(books, body)
  if (!order) return { status: 404, code: 'RESOURCE_NOT_EXISTS', message: '订单不存在' }
  const before = books.refunds.get(outRefundNo)
  if (before) {
    return before.fen === fen && before.outTradeNo === order.outTradeNo
      ? { status: 200, data: refundView(books, before) }
      : inconsistent()
  }
  if (total !== order.fen) return inconsistent()
  const problem = refundProblem(books, order, fen)
  if (problem) return problem
  const refund = openRefund(books, order, { outRefundNo, fen, reason, notifyUrl })
  return { status: 200, data: refundView(books, refund) }
}

/** `GET /v3/refund/domestic/refunds/{out_refund_no}` */
export function queryRefund(books: WechatBooks, outRefundNo: string): ApiResult {
  const refund = books.refunds.get(outRefundNo)
  return refund
    ? { status: 200, data: refundView(books, refund) }
    : { status: 404, code: 'RESOURCE_NOT_EXISTS', message: '退款单不存在' }
}

function findOrder(books: WechatBooks, { transaction_id: id, out_trade_no: number }: Body) {
  if (typeof id === 'string' && id) {
    return books.orders.all().find(({ transactionId }) => transactionId === id)
  }
  return typeof number === 'string' ? books.orders.get(number) : undefined
}

function inconsistent(): Refusal {
  return {
    status: 400,
    code: 'INVALID_REQUEST',
    message: '订单金额或退款金额与之前请求不一致，请核实后再试',
  }
}

function wrong(field: string): Refusal {
  return { status: 400, code: 'PARAM_ERROR', message: `参数错误：${field}` }
}
