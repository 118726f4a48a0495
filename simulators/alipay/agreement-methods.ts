import { beijing } from '../beijing-time.ts'
import {
  type AlipayAgreement,
  agreementByNumber,
  chargeProblem,
  today,
  unsignAgreement,
} from './agreement.ts'
import { readAsked } from './pay-pages.ts'
import { type AlipayBooks, type AlipayTrade, makeTrade, payTrade, yuan } from './trade.ts'
import { type Method, type MethodResult, refusal } from './trade-methods.ts'

type Biz = Record<string, unknown>

export const agreementMethods: Record<string, Method> = {
  'alipay.user.agreement.query': query,
  'alipay.user.agreement.unsign': unsign,
  'alipay.user.agreement.executionplan.modify': modify,
  'alipay.trade.pay': charge,
}

function query(books: AlipayBooks, biz: Biz): MethodResult {
  const agreement = findAgreement(books, biz)
  if (agreement === 'invalid') return refusal('INVALID_PARAMETER', '参数有误')
  if (!agreement || agreement.status === 'UNSIGN') return missingAgreement()
  const { signedAt, lastDay } = agreement
  return {
    fields: {
      ...identity(agreement),
      personal_product_code: 'CYCLE_PAY_AUTH_P',
      sign_scene: agreement.signScene,
      status: agreement.status,
      principal_type: 'CARD',
      alipay_logon_id: '159****5620',
      next_deduct_time: agreement.nextDay,
      ...(lastDay === null ? {} : { last_deduct_time: lastDay }),
      ...(signedAt === null ? {} : { sign_time: beijing(signedAt), valid_time: beijing(signedAt) }),
      invalid_time: '2115-02-01 00:00:00',
    },
  }
}

/** What the merchant ends, it need not be told of: the reply says it. */
function unsign(books: AlipayBooks, biz: Biz): MethodResult {
  const agreement = findAgreement(books, biz)
  if (agreement === 'invalid') return refusal('INVALID_PARAMETER', '参数有误')
  const ended = agreement && unsignAgreement(books, agreement.externalNo, null)
  return ended ? { fields: {} } : missingAgreement()
}

function modify(books: AlipayBooks, biz: Biz): MethodResult {
  const agreement = agreementByNumber(books, biz.agreement_no)
  if (agreement?.status !== 'NORMAL') return missingAgreement()
  const { deduct_time: day } = biz
  const valid =
    typeof day === 'string' &&
    /^\d{4}-\d\d-\d\d$/.test(day) &&
    day >= today(books) &&
    (agreement.periodType === 'DAY' || Number(day.slice(8)) <= 28)
  if (!valid) return refusal('ILLEGAL_EXECUTION_TIME', '执行时间不合法')
  books.agreements.put(agreement.externalNo, { ...agreement, nextDay: day })
  return { fields: { agreement_no: agreement.agreementNo, deduct_time: day } }
}

/** The number decides first: one that was sent before is answered from the trade it made. */
function charge(books: AlipayBooks, biz: Biz, { notifyUrl }: { notifyUrl: string }): MethodResult {
  const asked = readAsked(biz)
  const params = biz.agreement_params
  const given = typeof params === 'object' && params !== null ? (params as Biz) : {}
  const { agreement_no: agreementNo } = given
  if (!asked || typeof agreementNo !== 'string' || biz.product_code !== 'CYCLE_PAY_AUTH') {
    return refusal('ACQ.INVALID_PARAMETER', '参数无效')
  }
  const before = books.trades.get(asked.outTradeNo)
  if (before) return repeated(before, asked.fen)
  const agreement = agreementByNumber(books, agreementNo)
  const problem = chargeProblem(books, agreement, asked.fen)
  if (problem) return refusal(problem, '扣款失败')
  const trade = makeTrade(books, { ...asked, notifyUrl, returnUrl: '', agreementNo })
  if (agreement?.trouble === 'WAIT') return { fields: numbersOf(trade), waiting: true }
  payTrade(books, trade.outTradeNo)
  return { fields: paidFields(books.trades.get(trade.outTradeNo) ?? trade) }
}

function repeated(trade: AlipayTrade, fen: bigint): MethodResult {
  if (trade.fen !== fen) return refusal('ACQ.CONTEXT_INCONSISTENT', '交易信息被篡改')
  if (trade.status === 'WAIT_BUYER_PAY') return { fields: numbersOf(trade), waiting: true }
  return trade.status === 'TRADE_CLOSED'
    ? refusal('ACQ.TRADE_HAS_CLOSE', '交易已经关闭')
    : refusal('ACQ.TRADE_HAS_SUCCESS', '交易已被支付')
}

function paidFields(trade: AlipayTrade) {
  const amount = yuan(trade.fen)
  return {
    ...numbersOf(trade),
    buyer_logon_id: '159****5620',
    buyer_user_id: '2088722000000001',
    total_amount: amount,
    receipt_amount: amount,
    buyer_pay_amount: amount,
    gmt_payment: beijing(trade.paidAt ?? 0),
    fund_bill_list: [{ amount, fund_channel: 'ALIPAYACCOUNT' }],
  }
}

function numbersOf(trade: AlipayTrade) {
  return { trade_no: trade.tradeNo, out_trade_no: trade.outTradeNo }
}

/** By Alipay's number, or by the merchant's together with product and scene. */
function findAgreement(books: AlipayBooks, biz: Biz): AlipayAgreement | 'invalid' | undefined {
  const { agreement_no: own, external_agreement_no: external, sign_scene: scene } = biz
  if (typeof own === 'string' && own) return agreementByNumber(books, own)
  const named = typeof external === 'string' && external !== '' && typeof scene === 'string'
  if (!named || biz.personal_product_code !== 'CYCLE_PAY_AUTH_P') return 'invalid'
  const found = books.agreements.get(external)
  return found?.signScene === scene ? found : undefined
}

function identity({ agreementNo, externalNo }: AlipayAgreement) {
  return { agreement_no: agreementNo, external_agreement_no: externalNo }
}

function missingAgreement(): MethodResult {
  return refusal('USER_AGREEMENT_NOT_EXIST', '用户未签约')
}
