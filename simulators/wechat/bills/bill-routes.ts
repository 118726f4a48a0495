import { createHash } from 'node:crypto'
import { beijing } from '../../beijing-time.ts'
import { type BillRow, feeOf, spoilRows } from '../../engine/bill-rows.ts'
import type { Answer, Call } from '../../engine/http.ts'
import { randomHex } from '../../engine/world.ts'
import type { WechatBooks, WechatOrder } from '../order.ts'
import { refundsOf } from '../refund.ts'
import { verifyWechatRequest } from '../verify-wechat-request.ts'
import type { ApiResult } from '../wechat-reply.ts'
import { type BillKind, billText, packedBill } from './bill-file.ts'

/** Where a bill can be downloaded, and until when. */
export type BillLink = { kind: BillKind; day: string; packed: boolean; until: number }

const LINK_LIVES_MS = 5 * 60_000
const HOUR_MS = 3_600_000
/** A bill is made at ten o'clock of the next day in Beijing, and kept for three months. */
const READY_AFTER_MS = (24 + 10) * HOUR_MS
const KEPT_MS = 92 * 24 * HOUR_MS

/** `GET /v3/bill/tradebill` and `GET /v3/bill/fundflowbill` */
export function askForBill(
  books: WechatBooks,
  kind: BillKind,
  query: URLSearchParams,
  origin: string,
): ApiResult {
  const day = query.get('bill_date') ?? ''
  const start = /^\d{4}-\d\d-\d\d$/.test(day) ? Date.parse(`${day}T00:00:00+08:00`) : Number.NaN
  const type = kind === 'trade' ? query.get('bill_type') : query.get('account_type')
  const known = type === null || type === (kind === 'trade' ? 'ALL' : 'BASIC')
  const packing = query.get('tar_type')
  const now = books.world.schedule.now()
  const valid = !Number.isNaN(start) && known && (packing === null || packing === 'GZIP')
  if (!valid || now - start > KEPT_MS) return refusal('PARAM_ERROR', '参数错误')
  const faults = books.world.faults.bill('wechat')
  const late = faults.some((fault) => fault.kind === 'late')
  if (start > now) return refusal('INVALID_REQUEST', '账单日期不合法')
  if (late || now < start + READY_AFTER_MS) return refusal('STATEMENT_CREATING', '账单生成中')
  const rows = spoilRows(rowsOf(books, day), faults)
  if (rows.length === 0) return refusal('NO_STATEMENT_EXIST', '账单文件不存在')
  const token = randomHex(books.world, 16)
  const expired = faults.some((fault) => fault.kind === 'expired')
  const until = expired ? now : now + LINK_LIVES_MS
  books.bills.put(token, { kind, day, packed: packing === 'GZIP', until })
  const text = billText({ kind, mchid: books.world.keys.wechat.mchid, rows, faults })
  const hash = createHash('sha1').update(text).digest('hex')
  const wrong = faults.some((fault) => fault.kind === 'badChecksum')
  return {
    status: 200,
    data: {
      hash_type: 'SHA1',
      hash_value: wrong ? hash.replace(/^./, (digit) => (digit === '0' ? '1' : '0')) : hash,
      download_url: `${origin}/v3/billdownload/file?token=${token}`,
    },
  }
}

/** The file itself: the request is signed, the reply is not. */
export function serveBill(books: WechatBooks, call: Call): Answer {
  const refused = verifyWechatRequest(books.world, call)
  if (refused) return { status: refused.status, body: refused.message }
  const link = books.bills.get(call.query.get('token') ?? '')
  if (!link || link.until <= books.world.schedule.now()) return { status: 403, body: 'expired' }
  const faults = books.world.faults.bill('wechat')
  const { kind, day, packed } = link
  const rows = spoilRows(rowsOf(books, day), faults)
  const text = billText({ kind, mchid: books.world.keys.wechat.mchid, rows, faults })
  const body = packedBill(text, packed, faults)
  const type = packed ? 'application/x-gzip' : 'text/plain'
  return { status: 200, headers: { 'content-type': type }, body }
}

/** A day's payments and the refunds asked for that day, in their order. */
export function rowsOf(books: WechatBooks, day: string): BillRow[] {
  return books.orders
    .all()
    .flatMap((order) => rowsOfOrder(books, order))
    .filter(({ at }) => beijing(at).startsWith(day))
    .sort((a, b) => a.at - b.at)
}

function rowsOfOrder(books: WechatBooks, order: WechatOrder): BillRow[] {
  const { outTradeNo, transactionId, description: subject, createdAt, fen, paidAt } = order
  if (paidAt === null) return []
  const base = { outTradeNo, tradeNo: transactionId ?? '', subject, createdAt }
  let back = 0n
  const refunds = refundsOf(books, outTradeNo).map((refund): BillRow => {
    const feeFen = feeOf(back) - feeOf(back + refund.fen)
    if (refund.status !== 'CLOSED') back += refund.fen
    const { outRefundNo, createdAt: at, status: refundStatus } = refund
    return { ...base, kind: 'refund', outRefundNo, fen: refund.fen, feeFen, at, refundStatus }
  })
  const feeFen = feeOf(fen)
  return [{ ...base, kind: 'payment', outRefundNo: null, fen, feeFen, at: paidAt }, ...refunds]
}

function refusal(code: string, message: string): ApiResult {
  return { status: 400, code, message }
}
