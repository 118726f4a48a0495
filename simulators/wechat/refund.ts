import { beijingRfc3339 } from '../beijing-time.ts'
import { randomDigits } from '../engine/world.ts'
import { noticeId, type WechatBooks, type WechatOrder, type WechatRefund } from './order.ts'

/** How long the sandbox's bank takes; really it is seconds to days. */
const SETTLE_MS = 3_000
/** Limits of the real gateway. */
const MAX_REFUNDS = 50
const MIN_GAP_MS = 60_000
const WINDOW_MS = 365 * 86_400_000

export type Refusal = { status: number; code: string; message: string }

export function refundsOf(books: WechatBooks, outTradeNo: string): WechatRefund[] {
  return books.refunds.all().filter((refund) => refund.outTradeNo === outTradeNo)
}

/** Why this much cannot go back now; null when it can. Refunds under way count as gone. */
export function refundProblem(books: WechatBooks, order: WechatOrder, fen: bigint): Refusal | null {
  const now = books.world.schedule.now()
  const others = refundsOf(books, order.outTradeNo)
  const gone = others
    .filter(({ status }) => status !== 'CLOSED')
    .reduce((sum, refund) => sum + refund.fen, 0n)
  const refuse = (message: string) => ({ status: 400, code: 'INVALID_REQUEST', message })
  if (order.paidAt === null) return refuse('订单未支付')
  if (now - order.paidAt > WINDOW_MS) return refuse('订单已超过可退款的最大期限')
  if (fen > order.fen - gone) return refuse('申请退款金额大于可退金额')
  if (others.length >= MAX_REFUNDS) return refuse('超过最大退款次数')
  const latest = Math.max(...others.map((refund) => refund.createdAt))
  return others.length > 0 && now - latest < MIN_GAP_MS
    ? { status: 429, code: 'FREQUENCY_LIMITED', message: '同一订单退款间隔需大于1分钟' }
    : null
}

/** Accepts a refund; the money moves later. After any refund the order's state is REFUND. */
export function openRefund(
  books: WechatBooks,
  order: WechatOrder,
  request: Pick<WechatRefund, 'outRefundNo' | 'fen' | 'reason' | 'notifyUrl'>,
): WechatRefund {
  const now = books.world.schedule.now()
  books.orders.put(order.outTradeNo, { ...order, state: 'REFUND' })
  const refund = books.refunds.put(request.outRefundNo, {
    ...request,
    outTradeNo: order.outTradeNo,
    refundId: `5030${randomDigits(books.world, 25)}`,
    status: 'PROCESSING',
    createdAt: now,
    settlesAt: now + SETTLE_MS,
    successAt: null,
  })
  planRefund(books, refund)
  return refund
}

export function planRefund(books: WechatBooks, { outRefundNo, settlesAt }: WechatRefund): void {
  books.world.schedule.at(settlesAt, () => settleRefund(books, outRefundNo, 'SUCCESS'))
}

/** The bank's answer; false when the refund already has one. */
export function settleRefund(
  books: WechatBooks,
  outRefundNo: string,
  status: 'SUCCESS' | 'CLOSED' | 'ABNORMAL',
): boolean {
  const refund = books.refunds.get(outRefundNo)
  if (refund?.status !== 'PROCESSING') return false
  const successAt = status === 'SUCCESS' ? books.world.schedule.now() : null
  tell(books, books.refunds.put(outRefundNo, { ...refund, status, successAt }))
  return true
}

/** A refund as the API shows it: `status`. */
export function refundView(books: WechatBooks, refund: WechatRefund) {
  const order = books.orders.get(refund.outTradeNo)
  const total = Number(order?.fen ?? 0n)
  const amount = Number(refund.fen)
  return {
    ...numbers(books, refund),
    channel: 'ORIGINAL',
    user_received_account: '支付用户零钱',
    create_time: beijingRfc3339(refund.createdAt),
    status: refund.status,
    ...(refund.successAt === null ? {} : { success_time: beijingRfc3339(refund.successAt) }),
    funds_account: 'AVAILABLE',
    amount: {
      total,
      refund: amount,
      payer_total: total,
      payer_refund: amount,
      settlement_refund: amount,
      settlement_total: total,
      discount_refund: 0,
      currency: 'CNY',
    },
  }
}

/** The notification says `refund_status` and leaves the currency out. */
function tell(books: WechatBooks, refund: WechatRefund): void {
  if (!refund.notifyUrl) return
  const { status, amount, success_time: successTime } = refundView(books, refund)
  const { total, refund: refunded, payer_total: payerTotal, payer_refund: payerRefund } = amount
  books.world.notifier.notify({
    id: noticeId(books.world),
    gateway: 'wechat',
    outTradeNo: refund.outTradeNo,
    event: `REFUND.${status}`,
    url: refund.notifyUrl,
    payload: {
      mchid: books.world.keys.wechat.mchid,
      ...numbers(books, refund),
      refund_status: status,
      ...(successTime ? { success_time: successTime } : {}),
      user_received_account: '支付用户零钱',
      amount: { total, refund: refunded, payer_total: payerTotal, payer_refund: payerRefund },
    },
  })
}

function numbers(books: WechatBooks, refund: WechatRefund) {
  return {
    refund_id: refund.refundId,
    out_refund_no: refund.outRefundNo,
    transaction_id: books.orders.get(refund.outTradeNo)?.transactionId ?? '',
    out_trade_no: refund.outTradeNo,
  }
}
