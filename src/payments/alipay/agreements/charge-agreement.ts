import { formatDecimal } from '#kernel/money.ts'
import { textOf } from '../../fields.ts'
import type { RecurringCharge, RecurringReply } from '../../recurring.ts'
import { chargeFactOf } from '../alipay-facts.ts'
import type { AlipayLine } from '../alipay-line.ts'
import { callAlipay } from '../call-alipay.ts'
import { MAX_FEN } from '../trades/open-trade.ts'
import { plainText } from '../trades/plain-text.ts'
import { queryTrade } from '../trades/query-trade.ts'
import { CYCLE_PRODUCT } from './cycle.ts'

type Because = Extract<RecurringReply, { kind: 'refused' }>['because']

/** Why asking again can help, or cannot; a code that is not here is `other`. */
const reasons: Record<string, Because> = {
  'ACQ.CYCLE_PAY_DATE_NOT_MATCH': 'window',
  'ACQ.AGREEMENT_NOT_EXIST': 'agreement_ended',
  'ACQ.AGREEMENT_STATUS_NOT_NORMAL': 'agreement_ended',
  'ACQ.AGREEMENT_INVALID': 'agreement_ended',
  USER_AGREEMENT_NOT_EXIST: 'agreement_ended',
  'ACQ.BUYER_BALANCE_NOT_ENOUGH': 'payer',
  'ACQ.BUYER_BANKCARD_BALANCE_NOT_ENOUGH': 'payer',
  'ACQ.NO_PAYMENT_INSTRUMENTS_AVAILABLE': 'payer',
  'ACQ.PAYMENT_REQUEST_HAS_RISK': 'payer',
}

/** 10003: the payer's money is on its way, or not; the trade must be asked for. */
const WAITING = '10003'

/**
 * Charges once under an agreement. A refusal may hide that an earlier send of the same number was
 * taken, so it counts only when the trade itself is known to be unpaid.
 */
export async function chargeAgreement(
  line: AlipayLine,
  request: RecurringCharge,
): Promise<RecurringReply> {
  const { outTradeNo, amount, gatewayNo } = request
  if (amount.currency !== 'CNY') return refusedFor('currency_not_supported')
  if (amount.minor < 1n || amount.minor > MAX_FEN) return refusedFor('amount_out_of_range')
  const biz = {
    out_trade_no: outTradeNo,
    total_amount: formatDecimal(amount),
    subject: plainText(request.subject),
    product_code: CYCLE_PRODUCT,
    agreement_params: { agreement_no: gatewayNo },
  }
  const { notifyUrl } = request
  const reply = await callAlipay(line, 'alipay.trade.pay', biz, { notifyUrl })
  if (reply.kind === 'unknown') {
    return reply.code === WAITING ? { kind: 'processing' } : reply
  }
  if (reply.kind === 'ok') {
    const node = { ...reply.node, trade_status: 'TRADE_SUCCESS' }
    const fact = chargeFactOf(node, outTradeNo, line.config.appId)
    const same = textOf(reply.node, 'out_trade_no') === outTradeNo && fact.status === 'paid'
    return same ? { kind: 'fact', fact } : { kind: 'unknown', code: 'unreadable_reply' }
  }
  const fact = await queryTrade(line, outTradeNo)
  if (fact.status === 'paid') return { kind: 'fact', fact }
  if (fact.status === 'open') return { kind: 'processing' }
  return fact.status === 'unknown' ? { kind: 'unknown', code: reply.code } : refusedFor(reply.code)
}

function refusedFor(code: string): RecurringReply {
  return { kind: 'refused', code, because: reasons[code] ?? 'other' }
}
