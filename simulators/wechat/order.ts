import { beijingRfc3339 } from '../beijing-time.ts'
import type { Table } from '../engine/journal.ts'
import { randomDigits, randomHex, type World } from '../engine/world.ts'
import type { BillLink } from './bills/bill-routes.ts'
import { type PayerCode, SANDBOX_OPENID } from './openid/payer-codes.ts'
import type { PapaySettings, WechatContract } from './papay/contract.ts'
import { tellDeduction } from './papay/papay-notice.ts'
import type { SignType } from './papay/v2-wire.ts'
import type { Signers } from './signers.ts'

export type TradeType = 'NATIVE' | 'JSAPI' | 'MWEB' | 'PAP'

export type WechatOrder = {
  outTradeNo: string
  transactionId: string | null
  state: 'NOTPAY' | 'SUCCESS' | 'REFUND' | 'CLOSED'
  fen: bigint
  description: string
  attach: string
  notifyUrl: string
  /** All that the order was made with: the same number with anything else is refused. */
  terms: string
  codeToken: string
  codeIssuedAt: number
  createdAt: number
  /** The last moment to pay; the order does not close by itself. */
  expiresAt: number | null
  paidAt: number | null
  closedAt: number | null
  /** The payer's bank is still working on it and will say yes at this moment. */
  latePayAt: number | null
  /** Absent: a code to scan. */
  tradeType?: TradeType
  openid?: string
  /** A deduction under a contract, and how API v2's messages of it are signed. */
  deduction?: { contractId: string; executesAt: number; signType: SignType; failure: string | null }
}

export type WechatRefund = {
  outRefundNo: string
  refundId: string
  outTradeNo: string
  fen: bigint
  reason: string
  notifyUrl: string
  status: 'PROCESSING' | 'SUCCESS' | 'CLOSED' | 'ABNORMAL'
  createdAt: number
  settlesAt: number
  successAt: number | null
}

export type WechatBooks = {
  world: World
  signers: Signers
  orders: Table<WechatOrder>
  refunds: Table<WechatRefund>
  contracts: Table<WechatContract>
  /** Codes of the payers' log-in, and addresses of bills. */
  codes: Table<PayerCode>
  bills: Table<BillLink>
  settings: Table<PapaySettings>
}

export type PayOutcome = 'paid' | 'expired' | 'closed' | 'already_paid' | 'busy' | 'missing'

/** A `code_url` can be scanned for two hours. */
export const CODE_LIFE_MS = 2 * 3_600_000

export function openOrder(
  books: WechatBooks,
  terms: Pick<
    WechatOrder,
    'outTradeNo' | 'fen' | 'description' | 'attach' | 'notifyUrl' | 'terms' | 'expiresAt'
  > &
    Pick<WechatOrder, 'tradeType' | 'openid' | 'deduction'>,
): WechatOrder {
  const now = books.world.schedule.now()
  return books.orders.put(terms.outTradeNo, {
    ...terms,
    transactionId: null,
    state: 'NOTPAY',
    codeToken: randomHex(books.world, 8),
    codeIssuedAt: now,
    createdAt: now,
    paidAt: null,
    closedAt: null,
    latePayAt: null,
  })
}

/** The same code while it lives, then a new one. */
export function renewCode(
  books: WechatBooks,
  order: WechatOrder,
  lifeMs = CODE_LIFE_MS,
): WechatOrder {
  const now = books.world.schedule.now()
  if (now - order.codeIssuedAt < lifeMs) return order
  const codeToken = randomHex(books.world, 8)
  return books.orders.put(order.outTradeNo, { ...order, codeToken, codeIssuedAt: now })
}

export function codeUrl(order: WechatOrder): string {
  return `weixin://wxpay/bizpayurl?pr=${order.codeToken}`
}

/** What JSAPI and H5 name an order by. */
export function prepayId(order: WechatOrder): string {
  return `wx${order.codeToken}`
}

/**
 * The payer pays. `force` is what the real gateway never does: past the deadline, even past a
 * close.
 */
export function payOrder(
  books: WechatBooks,
  outTradeNo: string,
  { force = false }: { force?: boolean } = {},
): PayOutcome {
  const order = books.orders.get(outTradeNo)
  if (!order) return 'missing'
  const now = books.world.schedule.now()
  if (order.paidAt !== null) return 'already_paid'
  if (!force) {
    if (order.state === 'CLOSED') return 'closed'
    if (order.latePayAt !== null) return 'busy'
    if (order.expiresAt !== null && order.expiresAt <= now) return 'expired'
  }
  const transactionId = `4200${randomDigits(books.world, 24)}`
  const paid = { transactionId, state: 'SUCCESS', paidAt: now, latePayAt: null } as const
  tellPaid(books, books.orders.put(outTradeNo, { ...order, ...paid }))
  return 'paid'
}

/**
 * A slow bank: the payment will succeed a minute after the deadline, and until then cannot be
 * closed.
 */
export function payOrderLate(books: WechatBooks, outTradeNo: string): number | null {
  const order = books.orders.get(outTradeNo)
  if (order?.state !== 'NOTPAY') return null
  const deadline = Math.max(order.expiresAt ?? 0, books.world.schedule.now())
  const late = books.orders.put(outTradeNo, { ...order, latePayAt: deadline + 60_000 })
  planOrder(books, late)
  return late.latePayAt
}

export function planOrder(books: WechatBooks, { outTradeNo, latePayAt, state }: WechatOrder): void {
  if (latePayAt === null || state !== 'NOTPAY') return
  books.world.schedule.at(latePayAt, () => payOrder(books, outTradeNo, { force: true }))
}

export function closeOrder(books: WechatBooks, order: WechatOrder): void {
  const closedAt = books.world.schedule.now()
  books.orders.put(order.outTradeNo, { ...order, state: 'CLOSED', closedAt })
}

const stateWords = {
  NOTPAY: '订单未支付',
  SUCCESS: '支付成功',
  REFUND: '转入退款',
  CLOSED: '订单已关闭',
  USERPAYING: '用户支付中',
}

/** The transaction as queries and notifications show it. */
export function transactionOf(books: WechatBooks, order: WechatOrder) {
  const { mchid, appid } = books.world.keys.wechat
  const paying = order.state === 'NOTPAY' && order.latePayAt !== null
  const state = paying ? 'USERPAYING' : order.state
  const total = Number(order.fen)
  const always = {
    appid,
    mchid,
    out_trade_no: order.outTradeNo,
    trade_state: state,
    trade_state_desc: stateWords[state],
    attach: order.attach,
  }
  if (order.paidAt === null) return { ...always, amount: { total, currency: 'CNY' } }
  return {
    ...always,
    transaction_id: order.transactionId,
    trade_type: order.tradeType ?? 'NATIVE',
    bank_type: 'OTHERS',
    success_time: beijingRfc3339(order.paidAt),
    payer: { openid: order.openid ?? SANDBOX_OPENID },
    amount: { total, payer_total: total, currency: 'CNY', payer_currency: 'CNY' },
  }
}

function tellPaid(books: WechatBooks, order: WechatOrder): void {
  if (order.deduction) {
    tellDeduction(books, order)
    return
  }
  books.world.notifier.notify({
    id: noticeId(books.world),
    gateway: 'wechat',
    outTradeNo: order.outTradeNo,
    event: 'TRANSACTION.SUCCESS',
    url: order.notifyUrl,
    payload: transactionOf(books, order),
  })
}

export function noticeId(world: World): string {
  const hex = randomHex(world, 16)
  return `EV-${hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')}`
}
