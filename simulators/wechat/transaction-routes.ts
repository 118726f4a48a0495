import type { Call } from '../engine/http.ts'
import {
  closeOrder,
  codeUrl,
  openOrder,
  renewCode,
  transactionOf,
  type WechatBooks,
} from './order.ts'
import type { Refusal } from './refund.ts'
import type { ApiResult } from './wechat-reply.ts'

export type Body = Record<string, unknown>

/** `POST /v3/pay/transactions/native` */
export function createNative(books: WechatBooks, body: Body): ApiResult {
  const terms = readTerms(books, body)
  if ('code' in terms) return terms
  const order = books.orders.get(terms.outTradeNo)
  if (!order) return { status: 200, data: { code_url: codeUrl(openOrder(books, terms)) } }
  if (order.paidAt !== null) return refusal(400, 'ORDERPAID', '该订单已支付')
  if (order.state === 'CLOSED') return refusal(400, 'ORDER_CLOSED', '该订单已关闭')
  if (order.terms !== terms.terms) return refusal(403, 'OUT_TRADE_NO_USED', '商户订单号重复')
  return { status: 200, data: { code_url: codeUrl(renewCode(books, order)) } }
}

/** `GET …/out-trade-no/{n}?mchid=` and `GET …/id/{transaction_id}?mchid=` */
export function queryTransaction(
  books: WechatBooks,
  call: Call,
  by: { outTradeNo: string } | { transactionId: string },
): ApiResult {
  if (call.query.get('mchid') !== books.world.keys.wechat.mchid) {
    return refusal(400, 'PARAM_ERROR', '商户号有误')
  }
  const order =
    'outTradeNo' in by
      ? books.orders.get(by.outTradeNo)
      : books.orders.all().find(({ transactionId }) => transactionId === by.transactionId)
  return order ? { status: 200, data: transactionOf(books, order) } : missingOrder()
}

/** `POST …/out-trade-no/{n}/close`; an order whose payer is just paying cannot be closed. */
export function closeTransaction(books: WechatBooks, outTradeNo: string, body: Body): ApiResult {
  if (body.mchid !== books.world.keys.wechat.mchid) {
    return refusal(400, 'PARAM_ERROR', '商户号有误')
  }
  const order = books.orders.get(outTradeNo)
  if (!order) return missingOrder()
  if (order.paidAt !== null) return refusal(400, 'ORDERPAID', '该订单已支付')
  if (order.state === 'CLOSED') return refusal(400, 'ORDER_CLOSED', '该订单已关闭')
  if (order.latePayAt !== null) return refusal(403, 'TRADE_ERROR', '用户支付中，无法关单')
  closeOrder(books, order)
  return { status: 204 }
}

function readTerms(books: WechatBooks, body: Body): Refusal | Parameters<typeof openOrder>[1] {
  const { mchid, appid } = books.world.keys.wechat
  if (body.mchid !== mchid) return refusal(400, 'MCH_NOT_EXISTS', '商户号不存在')
  if (body.appid !== appid) return refusal(400, 'APPID_MCHID_NOT_MATCH', 'appid和mch_id不匹配')
  const { description, out_trade_no: outTradeNo, notify_url: notifyUrl, attach = '' } = body
  const fen = readFen(body.amount, 'total')
  const expiresAt = body.time_expire === undefined ? null : readTime(body.time_expire)
  const wrong = (field: string) => refusal(400, 'PARAM_ERROR', `参数错误：${field}`)
  if (!isText(description, 127) || description === '') return wrong('description')
  if (typeof outTradeNo !== 'string' || !/^[0-9A-Za-z_\-|*]{6,32}$/.test(outTradeNo)) {
    return wrong('out_trade_no')
  }
  if (!isText(attach, 128)) return wrong('attach')
  if (!isNotifyUrl(notifyUrl)) return wrong('notify_url')
  if (fen === null) return wrong('amount')
  if (expiresAt !== null && !(expiresAt > books.world.schedule.now())) return wrong('time_expire')
  const terms = JSON.stringify([description, attach, notifyUrl, expiresAt, fen.toString()])
  return { outTradeNo, fen, description, attach, notifyUrl, terms, expiresAt }
}

/** A positive whole number of fen in CNY; null otherwise. */
export function readFen(amount: unknown, name: string): bigint | null {
  const fields = typeof amount === 'object' && amount !== null ? (amount as Body) : {}
  const fen = fields[name]
  const currency = fields.currency ?? 'CNY'
  if (typeof fen !== 'number' || !Number.isSafeInteger(fen) || fen < 1) return null
  return currency === 'CNY' ? BigInt(fen) : null
}

/** https without a query; plain http only to this machine, because this is a sandbox. */
export function isNotifyUrl(value: unknown): value is string {
  if (typeof value !== 'string' || value.length > 255 || !URL.canParse(value)) return false
  const { protocol, hostname, search } = new URL(value)
  const local = ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
  return search === '' && (protocol === 'https:' || (protocol === 'http:' && local))
}

function isText(value: unknown, max: number): value is string {
  return typeof value === 'string' && [...value].length <= max
}

/** NaN for anything but RFC 3339 with an offset. */
function readTime(value: unknown): number {
  const form = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/
  return typeof value === 'string' && form.test(value) ? Date.parse(value) : Number.NaN
}

function missingOrder(): Refusal {
  return refusal(404, 'ORDER_NOT_EXIST', '订单不存在')
}

function refusal(status: number, code: string, message: string): Refusal {
  return { status, code, message }
}
