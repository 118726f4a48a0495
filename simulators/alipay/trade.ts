import { formatDecimal } from '#kernel/money.ts'
import { beijing } from '../beijing-time.ts'
import type { Table } from '../engine/journal.ts'
import { randomDigits, randomHex, type World } from '../engine/world.ts'
import { type AgreementPage, type AlipayAgreement, advanceAgreement } from './agreement.ts'
import type { BillLink } from './bill-methods.ts'

export type AlipayRefund = { outRequestNo: string; fen: bigint; reason: string; at: number }

export type AlipayTrade = {
  outTradeNo: string
  tradeNo: string
  status: 'WAIT_BUYER_PAY' | 'TRADE_SUCCESS' | 'TRADE_FINISHED' | 'TRADE_CLOSED'
  fen: bigint
  subject: string
  notifyUrl: string
  returnUrl: string
  createdAt: number
  expiresAt: number | null
  paidAt: number | null
  closedAt: number | null
  /** The payer's bank is still working on it and will say yes at this moment. */
  latePayAt: number | null
  refunds: AlipayRefund[]
  /** The agreement under which it was charged. */
  agreementNo?: string
}

/**
 * A signed page-pay address that a browser opened; the trade exists only once the page is shown.
 */
export type PayPage = {
  token: string
  outTradeNo: string
  fen: bigint
  subject: string
  notifyUrl: string
  returnUrl: string
  expiresAt: number | null
}

export type AlipayBooks = {
  world: World
  trades: Table<AlipayTrade>
  pages: Table<PayPage>
  /** By the merchant's number: the page behind the last code, and until when it can be scanned. */
  codes: Table<{ token: string; until: number }>
  agreements: Table<AlipayAgreement>
  agreementPages: Table<AgreementPage>
  bills: Table<BillLink>
}

export type PayOutcome = 'paid' | 'expired' | 'closed' | 'already_paid' | 'busy' | 'missing'

export function yuan(fen: bigint): string {
  return formatDecimal({ minor: fen, currency: 'CNY' })
}

export function refundedFen(trade: AlipayTrade): bigint {
  return trade.refunds.reduce((sum, refund) => sum + refund.fen, 0n)
}

/** Why the page cannot lead to a payment, in the gateway's own codes; null when it can. */
export function pageProblem(books: AlipayBooks, page: PayPage): string | null {
  const trade = books.trades.get(page.outTradeNo)
  if (trade?.status === 'TRADE_SUCCESS' || trade?.status === 'TRADE_FINISHED') {
    return 'ACQ.TRADE_HAS_SUCCESS'
  }
  if (trade?.status === 'TRADE_CLOSED') return 'ACQ.TRADE_HAS_CLOSE'
  if (trade && (trade.fen !== page.fen || trade.subject !== page.subject)) {
    return 'ACQ.CONTEXT_INCONSISTENT'
  }
  const expired = page.expiresAt !== null && page.expiresAt <= books.world.schedule.now()
  return expired ? 'ACQ.NOW_TIME_AFTER_EXPIRE_TIME_ERROR' : null
}

/** The payer logs in: only now does the trade come to exist. Idempotent. */
export function openTrade(books: AlipayBooks, page: PayPage): AlipayTrade {
  const found = books.trades.get(page.outTradeNo)
  if (found) return found
  const { token: _, ...bought } = page
  return makeTrade(books, bought)
}

/** A new trade that waits for the payer's money. */
export function makeTrade(
  books: AlipayBooks,
  bought: Omit<PayPage, 'token'> & { agreementNo?: string },
): AlipayTrade {
  const now = books.world.schedule.now()
  const day = beijing(now).slice(0, 10).replaceAll('-', '')
  const trade = books.trades.put(bought.outTradeNo, {
    ...bought,
    tradeNo: `${day}22001${randomDigits(books.world, 15)}`,
    status: 'WAIT_BUYER_PAY',
    createdAt: now,
    paidAt: null,
    closedAt: null,
    latePayAt: null,
    refunds: [],
  })
  planTrade(books, trade)
  return trade
}

/** What time will do to a waiting trade: close it at its deadline, or bring the late payment. */
export function planTrade(books: AlipayBooks, trade: AlipayTrade): void {
  if (trade.status !== 'WAIT_BUYER_PAY') return
  const { schedule } = books.world
  const { outTradeNo } = trade
  if (trade.latePayAt !== null) {
    schedule.at(trade.latePayAt, () => payTrade(books, outTradeNo, { force: true }))
  } else if (trade.expiresAt !== null) {
    schedule.at(trade.expiresAt, () => {
      const current = books.trades.get(outTradeNo)
      if (current?.status === 'WAIT_BUYER_PAY' && current.latePayAt === null) {
        closeTrade(books, outTradeNo)
      }
    })
  }
}

/**
 * The payer pays. `force` is what the real gateway never does: past the deadline, even past a
 * close.
 */
export function payTrade(
  books: AlipayBooks,
  outTradeNo: string,
  { force = false }: { force?: boolean } = {},
): PayOutcome {
  const trade = books.trades.get(outTradeNo)
  if (!trade) return 'missing'
  const now = books.world.schedule.now()
  if (trade.paidAt !== null) return 'already_paid'
  if (!force) {
    if (trade.status === 'TRADE_CLOSED') return 'closed'
    if (trade.latePayAt !== null) return 'busy'
    if (trade.expiresAt !== null && trade.expiresAt <= now) return 'expired'
  }
  const paid = { ...trade, status: 'TRADE_SUCCESS', paidAt: now, latePayAt: null } as const
  tell(books, books.trades.put(outTradeNo, paid), {})
  if (trade.agreementNo !== undefined) advanceAgreement(books, trade.agreementNo, trade.fen)
  return 'paid'
}

/**
 * A slow bank: the payment will succeed a minute after the deadline, and until then cannot be
 * closed.
 */
export function payTradeLate(books: AlipayBooks, outTradeNo: string): number | null {
  const trade = books.trades.get(outTradeNo)
  if (trade?.status !== 'WAIT_BUYER_PAY') return null
  const deadline = Math.max(trade.expiresAt ?? 0, books.world.schedule.now())
  const late = books.trades.put(outTradeNo, { ...trade, latePayAt: deadline + 60_000 })
  planTrade(books, late)
  return late.latePayAt
}

/** Only a waiting trade can be closed; false leaves it as it was. */
export function closeTrade(books: AlipayBooks, outTradeNo: string): boolean {
  const trade = books.trades.get(outTradeNo)
  if (trade?.status !== 'WAIT_BUYER_PAY' || trade.latePayAt !== null) return false
  const closedAt = books.world.schedule.now()
  tell(books, books.trades.put(outTradeNo, { ...trade, status: 'TRADE_CLOSED', closedAt }), {})
  return true
}

/** The refund window is over, some three months later. */
export function finishTrade(books: AlipayBooks, outTradeNo: string): boolean {
  const trade = books.trades.get(outTradeNo)
  if (trade?.status !== 'TRADE_SUCCESS') return false
  tell(books, books.trades.put(outTradeNo, { ...trade, status: 'TRADE_FINISHED' }), {})
  return true
}

/** Gives money back at once; a wholly refunded trade is closed. */
export function refundTrade(
  books: AlipayBooks,
  trade: AlipayTrade,
  request: { outRequestNo: string; fen: bigint; reason: string },
): AlipayTrade {
  const now = books.world.schedule.now()
  const refunds = [...trade.refunds, { ...request, at: now }]
  const whole = refunds.reduce((sum, refund) => sum + refund.fen, 0n) === trade.fen
  const after = whole ? ({ status: 'TRADE_CLOSED', closedAt: now } as const) : {}
  const refunded = books.trades.put(trade.outTradeNo, { ...trade, ...after, refunds })
  tell(books, refunded, { out_biz_no: request.outRequestNo })
  return refunded
}

function tell(books: AlipayBooks, trade: AlipayTrade, extra: Record<string, string>): void {
  if (!trade.notifyUrl) return
  const day = beijing(books.world.schedule.now()).slice(0, 10).replaceAll('-', '')
  const id = `${day}00${randomHex(books.world, 12)}`
  const event = 'out_biz_no' in extra ? 'refund' : trade.status
  books.world.notifier.notify({
    id,
    gateway: 'alipay',
    outTradeNo: trade.outTradeNo,
    event,
    url: trade.notifyUrl,
    payload: { ...noticeFields(trade), ...extra },
  })
}

/** The business fields of a notification, as the trade stands now. */
export function noticeFields(trade: AlipayTrade): Record<string, string> {
  const last = trade.refunds.at(-1)
  const paid = trade.paidAt !== null
  return {
    trade_no: trade.tradeNo,
    out_trade_no: trade.outTradeNo,
    trade_status: trade.status,
    total_amount: yuan(trade.fen),
    subject: trade.subject,
    gmt_create: beijing(trade.createdAt),
    buyer_id: '2088722000000001',
    buyer_logon_id: '159****5620',
    ...(paid ? paidFields(trade) : {}),
    ...(last
      ? { refund_fee: yuan(refundedFen(trade)), gmt_refund: `${beijing(last.at)}.123` }
      : {}),
    ...(trade.closedAt === null ? {} : { gmt_close: beijing(trade.closedAt) }),
  }
}

function paidFields(trade: AlipayTrade): Record<string, string> {
  const amount = yuan(trade.fen)
  return {
    gmt_payment: beijing(trade.paidAt ?? 0),
    receipt_amount: amount,
    invoice_amount: amount,
    buyer_pay_amount: amount,
    point_amount: '0.00',
    fund_bill_list: JSON.stringify([{ amount, fundChannel: 'ALIPAYACCOUNT' }]),
  }
}
