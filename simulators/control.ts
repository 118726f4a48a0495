import { alipayControl } from './alipay/alipay-control.ts'
import type { AlipayGateway } from './alipay/alipay-gateway.ts'
import {
  closeTrade,
  finishTrade,
  noticeFields,
  payTrade,
  payTradeLate,
  yuan,
} from './alipay/trade.ts'
import type { Alteration, GatewayName } from './engine/faults.ts'
import type { Notice, SignedNotice } from './engine/notifier.ts'
import type { World } from './engine/world.ts'
import { stripeControl } from './stripe/stripe-control.ts'
import type { StripeGateway } from './stripe/stripe-gateway.ts'
import { closeOrder, payOrder, payOrderLate, transactionOf } from './wechat/order.ts'
import { settleRefund } from './wechat/refund.ts'
import type { TrustMode } from './wechat/signers.ts'
import { wechatControl } from './wechat/wechat-control.ts'
import type { WechatGateway } from './wechat/wechat-gateway.ts'

export type TradeRef = { provider: GatewayName; outTradeNo: string }

export type TradeView = TradeRef & {
  status: string
  amountFen: string
  paidAt: number | null
  refunds: { outRefundNo: string; fen: string; status: string }[]
}

export type NotificationOrder = TradeRef & {
  /** Limits the choice to events whose name contains this, such as `refund` or `SUCCESS`. */
  event?: string
  alteration?: Alteration
  deltaFen?: number
}

export type Control = ReturnType<typeof createControl>

/** What a test or a person may do to the gateways from outside. */
export function createControl(
  world: World,
  alipay: AlipayGateway,
  wechat: WechatGateway,
  stripeGateway: StripeGateway,
) {
  const { schedule, notifier } = world
  const stripe = stripeControl(stripeGateway.books)
  return {
    ...alipayControl(alipay.books),
    ...wechatControl(wechat.books),
    faults: world.faults,
    /** Business time, in ms since the epoch. */
    now: () => schedule.now(),
    trades: (): TradeView[] => [
      ...alipayTrades(alipay),
      ...wechatOrders(wechat),
      ...stripe.trades(),
    ],
    notifications: (): Notice[] => notifier.notices.all(),
    /** Opens or scans what a payer is given, which makes the trade or agreement exist. */
    open: (url: string) => alipay.open(url) ?? wechat.open(url),
    pay: ({ provider, outTradeNo, force = false }: TradeRef & { force?: boolean }) => {
      if (provider === 'stripe') return stripe.pay(outTradeNo, force)
      return provider === 'alipay'
        ? payTrade(alipay.books, outTradeNo, { force })
        : payOrder(wechat.books, outTradeNo, { force })
    },
    payLate: ({ provider, outTradeNo }: TradeRef) => {
      if (provider === 'stripe') return stripe.payLate(outTradeNo)
      return provider === 'alipay'
        ? payTradeLate(alipay.books, outTradeNo)
        : payOrderLate(wechat.books, outTradeNo)
    },
    /** The gateway closes an unpaid trade by itself. */
    close: ({ provider, outTradeNo }: TradeRef) => {
      if (provider === 'stripe') return stripe.close(outTradeNo)
      if (provider === 'alipay') return closeTrade(alipay.books, outTradeNo)
      const order = wechat.books.orders.get(outTradeNo)
      if (order?.state !== 'NOTPAY') return false
      closeOrder(wechat.books, order)
      return true
    },
    /** Alipay's refund window ends. */
    finish: ({ outTradeNo }: { outTradeNo: string }) => finishTrade(alipay.books, outTradeNo),
    settleRefund: (order: {
      provider?: GatewayName
      outRefundNo: string
      status?: 'SUCCESS' | 'CLOSED' | 'ABNORMAL'
    }) => {
      const { provider, outRefundNo, status = 'SUCCESS' } = order
      if (provider === 'stripe') return stripe.settleRefund(outRefundNo, status === 'SUCCESS')
      return settleRefund(wechat.books, outRefundNo, status)
    },
    /** Stripe's endpoint, slow methods, disputes and the cards behind agreements. */
    listen: ({ url }: { url: string }) => stripe.listen(url),
    settleLate: ({ outTradeNo, succeeded }: { outTradeNo: string; succeeded: boolean }) =>
      stripe.settleLate(outTradeNo, succeeded),
    dispute: ({ outTradeNo, reason = 'fraudulent' }: { outTradeNo: string; reason?: string }) =>
      stripe.dispute(outTradeNo, reason),
    settleDispute: ({ disputeNo, won }: { disputeNo: string; won: boolean }) =>
      stripe.settleDispute(disputeNo, won),
    card: (order: { agreementNo: string; works: boolean; afterRetries?: 'canceled' | 'unpaid' }) =>
      stripe.card(order.agreementNo, order.works, order.afterRetries ?? 'canceled'),
    advance: (ms: number) => schedule.advance(ms),
    deliver: () => schedule.runDue(),
    resend: (id: string) => notifier.resend(id),
    /**
     * WeChat Pay's keys: another kind of trust, the next platform certificate, or an end of the
     * old. Stripe's webhook secrets: a second one beside the first, or an end of the old.
     */
    rotateKeys: (order: {
      provider?: GatewayName
      mode?: TrustMode
      next?: boolean
      retireOld?: boolean
    }) => {
      if (order.provider === 'stripe') return stripe.rotate(order)
      if (order.mode) wechat.books.signers.setMode(order.mode)
      if (order.next) wechat.books.signers.rotate()
      if (order.retireOld) wechat.books.signers.retireOld()
      return { mode: wechat.books.signers.mode(), serials: serialsOf(wechat) }
    },
    /**
     * The bytes of one notification, freshly signed, for the sender's own use. An unpaid trade gets
     * one that claims it was paid.
     */
    notification: (order: NotificationOrder): SignedNotice | null => {
      const style = notifier.styles[order.provider]
      const claim = (claimed: NotificationOrder) =>
        claimed.provider === 'stripe'
          ? stripe.claimPaid(claimed.outTradeNo)
          : claimPaid(alipay, wechat, claimed)
      const notice = findNotice(world, order) ?? claim(order)
      if (!style || !notice) return null
      return style.sign(notice, order.alteration ?? null, order.deltaFen ?? -1)
    },
  }
}

function serialsOf(wechat: WechatGateway): string[] {
  return wechat.books.signers.certificates().map(({ serial }) => serial)
}

function alipayTrades({ books }: AlipayGateway): TradeView[] {
  return books.trades.all().map((trade) => ({
    provider: 'alipay',
    outTradeNo: trade.outTradeNo,
    status: trade.status,
    amountFen: trade.fen.toString(),
    paidAt: trade.paidAt,
    refunds: trade.refunds.map(({ outRequestNo, fen }) => ({
      outRefundNo: outRequestNo,
      fen: fen.toString(),
      status: 'SUCCESS',
    })),
  }))
}

function wechatOrders({ books }: WechatGateway): TradeView[] {
  const refunds = books.refunds.all()
  return books.orders.all().map((order) => ({
    provider: 'wechat',
    outTradeNo: order.outTradeNo,
    status: order.state,
    amountFen: order.fen.toString(),
    paidAt: order.paidAt,
    refunds: refunds
      .filter(({ outTradeNo }) => outTradeNo === order.outTradeNo)
      .map(({ outRefundNo, fen, status }) => ({ outRefundNo, fen: fen.toString(), status })),
  }))
}

function findNotice(world: World, { provider, outTradeNo, event = '' }: NotificationOrder) {
  return world.notifier.notices
    .all()
    .findLast(
      (notice) =>
        notice.gateway === provider &&
        notice.outTradeNo === outTradeNo &&
        notice.event.includes(event),
    )
}

/**
 * A message about a payment that never was; honest gateways send none, so tests ask for it here.
 */
function claimPaid(
  alipay: AlipayGateway,
  wechat: WechatGateway,
  { provider, outTradeNo }: NotificationOrder,
): Notice | null {
  const now = alipay.books.world.schedule.now()
  const blank = { id: `claim-${outTradeNo}`, outTradeNo, sends: 0, nextAt: now, log: [] }
  if (provider === 'alipay') {
    const trade = alipay.books.trades.get(outTradeNo)
    if (!trade) return null
    const claimed = { ...trade, status: 'TRADE_SUCCESS', paidAt: now } as const
    const payload = { ...noticeFields(claimed), total_amount: yuan(trade.fen) }
    const told = { event: 'TRADE_SUCCESS', url: trade.notifyUrl, payload }
    return { ...blank, ...told, gateway: provider, state: 'pending' }
  }
  const order = wechat.books.orders.get(outTradeNo)
  if (!order) return null
  const transactionId = `4200${'0'.repeat(24)}`
  const claimed = { ...order, state: 'SUCCESS', paidAt: now, transactionId } as const
  const payload = transactionOf(wechat.books, claimed)
  const told = { event: 'TRANSACTION.SUCCESS', url: order.notifyUrl, payload }
  return { ...blank, ...told, gateway: provider, state: 'pending' }
}
