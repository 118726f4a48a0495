import { beijing } from '../../beijing-time.ts'
import { openOrder, payOrder, type WechatBooks, type WechatOrder } from '../order.ts'
import { isNotifyUrl } from '../transaction-routes.ts'
import { chargeMoment, closeCycle, contractById } from './contract.ts'
import { tellDeduction } from './papay-notice.ts'
import { signTypeOf, type V2Fields } from './v2-wire.ts'

export type V2Result = { fields: V2Fields } | { code: string; words: string }

/** `POST /pay/pappayapply`: accepted, or not; the money moves later. One number, one deduction. */
export function applyDeduction(books: WechatBooks, given: V2Fields): V2Result {
  const { out_trade_no: outTradeNo = '', body = '', notify_url: notifyUrl = '' } = given
  const fen = /^[1-9]\d{0,10}$/.test(given.total_fee ?? '') ? BigInt(given.total_fee ?? 0) : null
  const valid =
    /^[0-9A-Za-z_\-|*]{6,32}$/.test(outTradeNo) &&
    body !== '' &&
    isNotifyUrl(notifyUrl) &&
    given.trade_type === 'PAP' &&
    /^\d+\.\d+\.\d+\.\d+$/.test(given.spbill_create_ip ?? '') &&
    (given.fee_type ?? 'CNY') === 'CNY'
  if (!valid || fen === null) return refused('PARAM_ERROR', '参数错误')
  const terms = JSON.stringify([body, notifyUrl, fen.toString(), given.contract_id])
  const before = books.orders.get(outTradeNo)
  if (before) return repeated(before, terms)
  const contract = contractById(books, given.contract_id)
  const moment = chargeMoment(books, contract, fen)
  if (typeof moment === 'string') return refused(moment, '扣款失败')
  const order = openOrder(books, {
    outTradeNo,
    fen,
    description: body,
    attach: given.attach ?? '',
    notifyUrl,
    terms,
    expiresAt: null,
    tradeType: 'PAP',
    deduction: {
      contractId: contract?.contractId ?? '',
      executesAt: moment,
      signType: signTypeOf(given),
      failure: null,
    },
  })
  planDeduction(books, order)
  return { fields: {} }
}

function repeated(order: WechatOrder, terms: string): V2Result {
  if (order.terms !== terms) return refused('OUT_TRADE_NO_USED', '商户订单号重复')
  if (order.paidAt !== null) return refused('ORDERPAID', '订单已支付')
  return order.state === 'CLOSED' ? refused('ORDERCLOSED', '订单已关闭') : { fields: {} }
}

export function planDeduction(books: WechatBooks, { outTradeNo, deduction, state }: WechatOrder) {
  if (!deduction || state !== 'NOTPAY') return
  books.world.schedule.at(deduction.executesAt, () => execute(books, outTradeNo))
}

/** The money moves, unless the payer has ended the contract meanwhile or has none. */
function execute(books: WechatBooks, outTradeNo: string): void {
  const order = books.orders.get(outTradeNo)
  if (order?.state !== 'NOTPAY' || !order.deduction) return
  const { deduction } = order
  const contract = contractById(books, deduction.contractId)
  const failure = contract?.state === 'signed' ? contract.trouble : 'CONTRACT_NOT_EXIST'
  if (failure === null) {
    closeCycle(books, deduction.contractId)
    payOrder(books, outTradeNo, { force: true })
    return
  }
  const failed = { ...order, state: 'CLOSED', deduction: { ...deduction, failure } } as const
  tellDeduction(books, books.orders.put(outTradeNo, failed))
}

/** `POST /pay/paporderquery` */
export function queryDeduction(books: WechatBooks, given: V2Fields): V2Result {
  const order = books.orders.get(given.out_trade_no ?? '')
  if (!order?.deduction) return refused('ORDERNOTEXIST', '此交易订单号不存在')
  return { fields: deductionFields(books, order) }
}

/** The deduction as queries and notifications show it. */
export function deductionFields(books: WechatBooks, order: WechatOrder): V2Fields {
  const waiting = order.state === 'NOTPAY'
  const unpaid = waiting ? 'ACCEPT' : 'PAY_FAIL'
  const always = {
    out_trade_no: order.outTradeNo,
    trade_type: 'PAP',
    trade_state: order.paidAt === null ? unpaid : order.state,
    total_fee: order.fen.toString(),
    fee_type: 'CNY',
    contract_id: order.deduction?.contractId ?? '',
    openid: contractById(books, order.deduction?.contractId) ? 'oSandbox00000000000000000001' : '',
    ...(order.attach ? { attach: order.attach } : {}),
  }
  if (order.paidAt === null) return always
  return {
    ...always,
    bank_type: 'OTHERS',
    cash_fee: order.fen.toString(),
    transaction_id: order.transactionId ?? '',
    time_end: beijing(order.paidAt).replace(/\D/g, ''),
  }
}

function refused(code: string, words: string): V2Result {
  return { code, words }
}
