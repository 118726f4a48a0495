import { parseMoney } from '#kernel/money.ts'
import { beijing } from '../beijing-time.ts'
import {
  type AlipayBooks,
  type AlipayTrade,
  closeTrade,
  refundedFen,
  refundTrade,
  yuan,
} from './trade.ts'

/** A node of a reply before it is signed; `sub` turns it into a business refusal. */
export type MethodResult = {
  fields: Record<string, unknown>
  sub?: [code: string, msg: string]
  /** Neither done nor refused: the payer's money is on its way. */
  waiting?: true
}

type Biz = Record<string, unknown>
export type Method = (
  books: AlipayBooks,
  biz: Biz,
  around: { notifyUrl: string; origin: string },
) => MethodResult

/** The server-to-server methods of the gateway. */
export const tradeMethods: Record<string, Method> = {
  'alipay.trade.query': query,
  'alipay.trade.close': close,
  'alipay.trade.refund': refund,
  'alipay.trade.fastpay.refund.query': refundQuery,
}

function query(books: AlipayBooks, biz: Biz): MethodResult {
  const trade = findTrade(books, biz)
  if (trade === 'invalid') return invalidParameter()
  if (!trade) return { ...missingTrade(), fields: { ...absentAmounts(), ...numbersOf(biz) } }
  const amount = yuan(trade.fen)
  const paid = trade.paidAt !== null
  return {
    fields: {
      ...identity(trade),
      buyer_logon_id: '159****5620',
      buyer_user_id: '2088722000000001',
      trade_status: trade.status,
      total_amount: amount,
      receipt_amount: paid ? amount : '0.00',
      buyer_pay_amount: paid ? amount : '0.00',
      point_amount: '0.00',
      invoice_amount: paid ? amount : '0.00',
      ...(trade.paidAt === null ? {} : { send_pay_date: beijing(trade.paidAt) }),
      ...(paid ? { fund_bill_list: [{ amount, fund_channel: 'ALIPAYACCOUNT' }] } : {}),
    },
  }
}

function close(books: AlipayBooks, biz: Biz): MethodResult {
  const trade = findTrade(books, biz)
  if (trade === 'invalid') return invalidParameter()
  if (!trade) return missingTrade()
  if (closeTrade(books, trade.outTradeNo)) return { fields: identity(trade) }
  return refusal('ACQ.TRADE_STATUS_ERROR', '交易状态不合法')
}

function refund(books: AlipayBooks, biz: Biz): MethodResult {
  const trade = findTrade(books, biz)
  const fen = readAmount(biz.refund_amount)
  const outRequestNo = biz.out_request_no ?? ''
  if (trade === 'invalid' || fen === null || !isNumber64(outRequestNo, true)) {
    return invalidParameter()
  }
  if (!trade) return missingTrade()
  const requestNo = outRequestNo || trade.outTradeNo
  const before = trade.refunds.find((done) => done.outRequestNo === requestNo)
  if (before) {
    return before.fen === fen
      ? { fields: refundFields(trade, 'N', before.at) }
      : refusal('ACQ.DISCORDANT_REPEAT_REQUEST', '请求信息不一致')
  }
  const problem = refundProblem(trade, fen, outRequestNo !== '')
  if (problem) return refusal(...problem)
  const reason = typeof biz.refund_reason === 'string' ? biz.refund_reason : ''
  const after = refundTrade(books, trade, { outRequestNo: requestNo, fen, reason })
  return { fields: refundFields(after, 'Y', books.world.schedule.now()) }
}

function refundProblem(
  trade: AlipayTrade,
  fen: bigint,
  numbered: boolean,
): [string, string] | null {
  if (trade.status === 'TRADE_FINISHED') return ['ACQ.TRADE_HAS_FINISHED', '交易已完结']
  if (trade.status === 'TRADE_CLOSED') return ['ACQ.TRADE_HAS_CLOSE', '交易已经关闭']
  if (trade.status !== 'TRADE_SUCCESS') return ['ACQ.TRADE_STATUS_ERROR', '交易状态不合法']
  if (fen > trade.fen - refundedFen(trade)) {
    return ['ACQ.REASON_TRADE_REFUND_FEE_ERR', '退款金额无效']
  }
  const partial = fen !== trade.fen
  return partial && !numbered
    ? ['ACQ.REFUND_AMT_NOT_EQUAL_TOTAL', '退款金额与交易总金额不一致']
    : null
}

/** `refund_fee` is all that has ever gone back on this trade, not this refund. */
function refundFields(trade: AlipayTrade, fundChange: 'Y' | 'N', at: number) {
  return {
    ...identity(trade),
    buyer_logon_id: '159****5620',
    buyer_user_id: '2088722000000001',
    fund_change: fundChange,
    refund_fee: yuan(refundedFen(trade)),
    gmt_refund_pay: beijing(at),
    send_back_fee: '0.00',
  }
}

function refundQuery(books: AlipayBooks, biz: Biz): MethodResult {
  const trade = findTrade(books, biz)
  const { out_request_no: outRequestNo } = biz
  if (trade === 'invalid' || !isNumber64(outRequestNo, false)) return invalidParameter()
  if (!trade) return missingTrade()
  const found = trade.refunds.find((done) => done.outRequestNo === outRequestNo)
  if (!found) return { fields: identity(trade) }
  return {
    fields: {
      ...identity(trade),
      out_request_no: found.outRequestNo,
      refund_reason: found.reason,
      total_amount: yuan(trade.fen),
      refund_amount: yuan(found.fen),
      refund_status: 'REFUND_SUCCESS',
      gmt_refund_pay: beijing(found.at),
    },
  }
}

/** By `trade_no` if given, else by `out_trade_no`. */
function findTrade(books: AlipayBooks, biz: Biz): AlipayTrade | 'invalid' | undefined {
  const { trade_no: tradeNo, out_trade_no: outTradeNo } = biz
  if (typeof tradeNo === 'string' && tradeNo) {
    return books.trades.all().find((trade) => trade.tradeNo === tradeNo)
  }
  return isNumber64(outTradeNo, false) ? books.trades.get(outTradeNo) : 'invalid'
}

function isNumber64(value: unknown, mayBeEmpty: boolean): value is string {
  if (value === '') return mayBeEmpty
  return typeof value === 'string' && /^[0-9A-Za-z_-]{1,64}$/.test(value)
}

/** Yuan with exactly two decimals, as a string. */
export function readAmount(value: unknown): bigint | null {
  if (typeof value !== 'string' || !/^\d{1,9}\.\d{2}$/.test(value)) return null
  const fen = parseMoney(value, 'CNY')?.minor ?? 0n
  return fen >= 1n && fen <= 10_000_000_000n ? fen : null
}

function identity(trade: AlipayTrade) {
  return { trade_no: trade.tradeNo, out_trade_no: trade.outTradeNo }
}

function numbersOf(biz: Biz) {
  return typeof biz.out_trade_no === 'string' ? { out_trade_no: biz.out_trade_no } : {}
}

function absentAmounts() {
  return {
    buyer_pay_amount: '0.00',
    invoice_amount: '0.00',
    point_amount: '0.00',
    receipt_amount: '0.00',
  }
}

function missingTrade(): MethodResult {
  return refusal('ACQ.TRADE_NOT_EXIST', '交易不存在')
}

function invalidParameter(): MethodResult {
  return refusal('ACQ.INVALID_PARAMETER', '参数无效')
}

export function refusal(code: string, msg: string): MethodResult {
  return { fields: {}, sub: [code, msg] }
}
