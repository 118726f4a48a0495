import { beijing } from '../beijing-time.ts'
import { type BillRow, feeOf, spoilRows } from '../engine/bill-rows.ts'
import type { Answer } from '../engine/http.ts'
import { randomHex } from '../engine/world.ts'
import { type BillKind, billArchive } from './bill-file.ts'
import type { AlipayBooks, AlipayTrade } from './trade.ts'
import { type Method, type MethodResult, refusal } from './trade-methods.ts'

/** Where a bill can be downloaded, and until when. */
export type BillLink = { kind: BillKind; day: string; until: number }

const LINK_LIVES_MS = 30_000
/** A bill is made at nine o'clock of the next day in Beijing. */
const READY_AFTER_MS = (24 + 9) * 3_600_000

export const billMethods: Record<string, Method> = {
  'alipay.data.dataservice.bill.downloadurl.query': askForBill,
}

function askForBill(
  books: AlipayBooks,
  biz: Record<string, unknown>,
  { origin }: { origin: string },
): MethodResult {
  const { bill_type: kind, bill_date: day } = biz
  if (kind !== 'trade' && kind !== 'signcustomer') {
    return refusal('TYPE_NOT_SUPPORTED', '账单类型不支持')
  }
  const isDay = typeof day === 'string' && /^\d{4}-\d\d-\d\d$/.test(day)
  const start = isDay ? Date.parse(`${day}T00:00:00+08:00`) : Number.NaN
  if (!isDay || Number.isNaN(start)) {
    return refusal('INVAILID_ARGUMENTS', '入参不合法')
  }
  const now = books.world.schedule.now()
  const faults = books.world.faults.bill('alipay')
  const late = faults.some((fault) => fault.kind === 'late')
  if (late || now < start + READY_AFTER_MS) return refusal('BILL_NOT_EXIST', '账单不存在')
  if (spoilRows(rowsOf(books, day), faults).length === 0) {
    return refusal('NO_BILL_DATA', '没有账单数据')
  }
  const token = randomHex(books.world, 16)
  const expired = faults.some((fault) => fault.kind === 'expired')
  books.bills.put(token, { kind, day, until: expired ? now : now + LINK_LIVES_MS })
  return { fields: { bill_download_url: `${origin}/alipay/bills/${token}?fileType=csv.zip` } }
}

/** The file itself: no signature, but only for who was told the address, and not for long. */
export function serveBill(books: AlipayBooks, token: string): Answer {
  const link = books.bills.get(token)
  const now = books.world.schedule.now()
  if (!link || link.until <= now) return { status: 403, body: 'expired' }
  const faults = books.world.faults.bill('alipay')
  const { kind, day } = link
  const rows = spoilRows(rowsOf(books, day), faults)
  const { sellerId } = books.world.keys.alipay
  const body = billArchive({ kind, sellerId, day, rows, at: now, faults })
  return { status: 200, headers: { 'content-type': 'application/octet-stream' }, body }
}

/** A day's payments and refunds, each on the day it happened, in the order it did. */
export function rowsOf(books: AlipayBooks, day: string): BillRow[] {
  return books.trades
    .all()
    .flatMap(rowsOfTrade)
    .filter(({ at }) => beijing(at).startsWith(day))
    .sort((a, b) => a.at - b.at)
}

function rowsOfTrade(trade: AlipayTrade): BillRow[] {
  if (trade.paidAt === null) return []
  const { outTradeNo, tradeNo, subject, createdAt, fen, paidAt } = trade
  const base = { outTradeNo, tradeNo, subject, createdAt }
  let back = 0n
  const refunds = trade.refunds.map((refund): BillRow => {
    const feeFen = feeOf(back) - feeOf(back + refund.fen)
    back += refund.fen
    const { outRequestNo: outRefundNo, at } = refund
    return { ...base, kind: 'refund', outRefundNo, fen: refund.fen, feeFen, at }
  })
  const paid: BillRow = {
    ...base,
    kind: 'payment',
    outRefundNo: null,
    fen,
    feeFen: feeOf(fen),
    at: paidAt,
  }
  return [paid, ...refunds]
}
