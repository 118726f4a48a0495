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
import { transfersOf as sentByAlipay } from './alipay/transfer-methods.ts'
import type { Alteration, GatewayName } from './engine/faults.ts'
import type { Notice, SignedNotice } from './engine/notifier.ts'
import type { World } from './engine/world.ts'
import { stripeControl } from './stripe/stripe-control.ts'
import type { StripeGateway } from './stripe/stripe-gateway.ts'
import { closeOrder, payOrder, payOrderLate, transactionOf } from './wechat/order.ts'
import { settleRefund } from './wechat/refund.ts'
import type { TrustMode } from './wechat/signers.ts'
import { answerTransfer, transfersOf as sentByWechat, stateOf } from './wechat/transfer-routes.ts'
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

type RefundOrder = {
  provider?: GatewayName
  outRefundNo: string
  status?: 'SUCCESS' | 'CLOSED' | 'ABNORMAL'
}

type Rotation = { provider?: GatewayName; mode?: TrustMode; next?: boolean; retireOld?: boolean }

export type Control = ReturnType<typeof createControl>

/** What a test or a person may do to the gateways from outside. */
export function createControl(
  world: World,
  alipay: AlipayGateway,
  wechat: WechatGateway,
  stripeGateway: StripeGateway,
) {
  const stripe = stripeControl(stripeGateway.books)
  return {
    ...alipayControl(alipay.books),
    ...wechatControl(wechat.books),
    faults: world.faults,
    now: () => world.schedule.now(),
    trades: () => [...alipayTrades(alipay), ...wechatOrders(wechat), ...stripe.trades()],
    notifications: () => world.notifier.notices.all(),
    /** Opens or scans what a payer is given, which makes the trade or agreement exist. */
    open: (url: string) => alipay.open(url) ?? wechat.open(url),
    pay: ({ provider, outTradeNo, force = false }: TradeRef & { force?: boolean }) =>
      ({
        alipay: () => payTrade(alipay.books, outTradeNo, { force }),
        wechat: () => payOrder(wechat.books, outTradeNo, { force }),
        stripe: () => stripe.pay(outTradeNo, force),
      })[provider](),
    payLate: ({ provider, outTradeNo }: TradeRef) =>
      ({
        alipay: () => payTradeLate(alipay.books, outTradeNo),
        wechat: () => payOrderLate(wechat.books, outTradeNo),
        stripe: () => stripe.payLate(outTradeNo),
      })[provider](),
    /** The gateway closes an unpaid trade by itself. */
    close: ({ provider, outTradeNo }: TradeRef) =>
      ({
        alipay: () => closeTrade(alipay.books, outTradeNo),
        wechat: () => closeUnpaid(wechat, outTradeNo),
        stripe: () => stripe.close(outTradeNo),
      })[provider](),
    /** Alipay's refund window ends. */
    finish: ({ outTradeNo }: { outTradeNo: string }) => finishTrade(alipay.books, outTradeNo),
    ...transferControls(alipay, wechat),
    settleRefund: ({ provider, outRefundNo, status = 'SUCCESS' }: RefundOrder) => {
      const isStripe = provider === 'stripe'
      if (isStripe) return stripe.settleRefund(outRefundNo, status === 'SUCCESS')
      return settleRefund(wechat.books, outRefundNo, status)
    },
    ...stripeKnobs(stripe),
    advance: (ms: number) => world.schedule.advance(ms),
    deliver: () => world.schedule.runDue(),
    resend: (id: string) => world.notifier.resend(id),
    /**
     * WeChat Pay's keys: another kind of trust, the next platform certificate, or an end of the
     * old. Stripe's webhook secrets: a second one beside the first, or an end of the old.
     */
    rotateKeys: (order: Rotation) => {
      if (order.provider === 'stripe') return stripe.rotate(order)
      return rotateWechat(wechat, order)
    },
    /**
     * The bytes of one notification, freshly signed, for the sender's own use. An unpaid trade gets
     * one that claims it was paid.
     */
    notification: (order: NotificationOrder): SignedNotice | null => {
      const style = world.notifier.styles[order.provider]
      const found = findNotice(world, order)
      const isStripe = order.provider === 'stripe'
      const notice =
        found ?? (isStripe ? stripe.claimPaid(order.outTradeNo) : claimPaid(alipay, wechat, order))
      if (!style || !notice) return null
      return style.sign(notice, order.alteration ?? null, order.deltaFen ?? -1)
    },
  }
}

/** What only Stripe knows: its endpoint, slow methods, disputes, and the cards of agreements. */
function stripeKnobs(stripe: ReturnType<typeof stripeControl>) {
  return {
    listen: ({ url }: { url: string }) => stripe.listen(url),
    settleLate: ({ outTradeNo, succeeded }: { outTradeNo: string; succeeded: boolean }) =>
      stripe.settleLate(outTradeNo, succeeded),
    dispute: ({ outTradeNo, reason = 'fraudulent' }: { outTradeNo: string; reason?: string }) =>
      stripe.dispute(outTradeNo, reason),
    settleDispute: ({ disputeNo, won }: { disputeNo: string; won: boolean }) =>
      stripe.settleDispute(disputeNo, won),
    card: (order: { agreementNo: string; works: boolean; afterRetries?: 'canceled' | 'unpaid' }) =>
      stripe.card(order.agreementNo, order.works, order.afterRetries ?? 'canceled'),
  }
}

function closeUnpaid({ books }: WechatGateway, outTradeNo: string): boolean {
  const order = books.orders.get(outTradeNo)
  if (order?.state !== 'NOTPAY') return false
  closeOrder(books, order)
  return true
}

function rotateWechat(wechat: WechatGateway, order: Rotation) {
  const { signers } = wechat.books
  if (order.mode) signers.setMode(order.mode)
  if (order.next) signers.rotate()
  if (order.retireOld) signers.retireOld()
  return { mode: signers.mode(), serials: serialsOf(wechat) }
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

/** What people were paid, and the answer of a WeChat payee. */
function transferControls(alipay: AlipayGateway, wechat: WechatGateway) {
  return {
    transfers: () => [...alipayTransfers(alipay), ...wechatTransfers(wechat)],
    /** The payee of a WeChat transfer confirms it, or the wallet refuses it. */
    answerTransfer: ({ outNo, state = 'SUCCESS' }: { outNo: string; state?: 'SUCCESS' | 'FAIL' }) =>
      answerTransfer(wechat.books, outNo, state),
  }
}

/** Money sent to people, as text so that it travels as JSON. */
function alipayTransfers({ books }: AlipayGateway) {
  return sentByAlipay(books)
    .all()
    .map(({ outBizNo, fen }) => ({ outNo: outBizNo, fen: String(fen), status: 'SUCCESS' }))
}

function wechatTransfers({ books }: WechatGateway) {
  return sentByWechat(books)
    .all()
    .map((bill) => ({ outNo: bill.outBillNo, fen: String(bill.fen), status: stateOf(books, bill) }))
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
