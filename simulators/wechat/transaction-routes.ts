import { isIP } from 'node:net'
import type { Call } from '../engine/http.ts'
import { SANDBOX_OPENID } from './openid/payer-codes.ts'
import {
  CODE_LIFE_MS,
  closeOrder,
  codeUrl,
  openOrder,
  prepayId,
  renewCode,
  transactionOf,
  type WechatBooks,
  type WechatOrder,
} from './order.ts'
import type { Refusal } from './refund.ts'
import type { ApiResult } from './wechat-reply.ts'

export type Body = Record<string, unknown>

/** An H5 address is good for five minutes. */
export const H5_LIFE_MS = 5 * 60_000

const tradeTypes = { native: 'NATIVE', jsapi: 'JSAPI', h5: 'MWEB' } as const
export type Way = keyof typeof tradeTypes

/** `POST /v3/pay/transactions/{native,jsapi,h5}`; `origin` is where the payer's pages are. */
export function createTransaction(
  books: WechatBooks,
  way: Way,
  body: Body,
  origin: string,
): ApiResult {
  const terms = readTerms(books, way, body)
  if ('code' in terms) return terms
  const order = books.orders.get(terms.outTradeNo)
  if (!order) return { status: 200, data: opened(way, openOrder(books, terms), origin) }
  if (order.paidAt !== null) return refusal(400, 'ORDERPAID', '该订单已支付')
  if (order.state === 'CLOSED') return refusal(400, 'ORDER_CLOSED', '该订单已关闭')
  if (order.terms !== terms.terms) return refusal(403, 'OUT_TRADE_NO_USED', '商户订单号重复')
  const lifeMs = way === 'h5' ? H5_LIFE_MS : CODE_LIFE_MS
  return { status: 200, data: opened(way, renewCode(books, order, lifeMs), origin) }
}

function opened(way: Way, order: WechatOrder, origin: string): object {
  if (way === 'native') return { code_url: codeUrl(order) }
  if (way === 'jsapi') return { prepay_id: prepayId(order) }
  return { h5_url: `${origin}/wechat/h5?prepay_id=${prepayId(order)}&package=${order.outTradeNo}` }
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
      ? transactionBy(books, by.outTradeNo)
      : books.orders.all().find(({ transactionId }) => transactionId === by.transactionId)
  return order ? { status: 200, data: transactionOf(books, order) } : missingOrder()
}

/** `POST …/out-trade-no/{n}/close`; an order whose payer is just paying cannot be closed. */
export function closeTransaction(books: WechatBooks, outTradeNo: string, body: Body): ApiResult {
  if (body.mchid !== books.world.keys.wechat.mchid) {
    return refusal(400, 'PARAM_ERROR', '商户号有误')
  }
  const order = transactionBy(books, outTradeNo)
  if (!order) return missingOrder()
  if (order.paidAt !== null) return refusal(400, 'ORDERPAID', '该订单已支付')
  if (order.state === 'CLOSED') return refusal(400, 'ORDER_CLOSED', '该订单已关闭')
  if (order.latePayAt !== null) return refusal(403, 'TRADE_ERROR', '用户支付中，无法关单')
  closeOrder(books, order)
  return { status: 204 }
}

function readTerms(
  books: WechatBooks,
  way: Way,
  body: Body,
): Refusal | Parameters<typeof openOrder>[1] {
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
  const openid = way === 'jsapi' ? fieldOf(body.payer, 'openid') : null
  if (way === 'jsapi' && openid !== SANDBOX_OPENID) return wrong('payer.openid')
  if (way === 'h5' && !isScene(body.scene_info)) return wrong('scene_info')
  const told = [description, attach, notifyUrl, expiresAt, fen.toString()]
  const terms = JSON.stringify(way === 'native' ? told : [...told, way, openid])
  const tradeType = tradeTypes[way]
  const payer = openid === null ? {} : { openid }
  return { outTradeNo, fen, description, attach, notifyUrl, terms, expiresAt, tradeType, ...payer }
}

function isScene(scene: unknown): boolean {
  const ip = fieldOf(scene, 'payer_client_ip')
  const fields = typeof scene === 'object' && scene !== null ? (scene as Body) : {}
  const kind = fieldOf(fields.h5_info, 'type') ?? ''
  return ip !== null && isIP(ip) > 0 && ['iOS', 'Android', 'Wap'].includes(kind)
}

function fieldOf(value: unknown, name: string): string | null {
  const fields = typeof value === 'object' && value !== null ? (value as Body) : {}
  const text = fields[name]
  return typeof text === 'string' ? text : null
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

/** Deductions under a contract are API v2's and unknown here. */
function transactionBy(books: WechatBooks, outTradeNo: string): WechatOrder | undefined {
  const order = books.orders.get(outTradeNo)
  return order?.deduction ? undefined : order
}

function missingOrder(): Refusal {
  return refusal(404, 'ORDER_NOT_EXIST', '订单不存在')
}

function refusal(status: number, code: string, message: string): Refusal {
  return { status, code, message }
}
