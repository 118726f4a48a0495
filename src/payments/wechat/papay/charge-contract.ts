import type { RecurringCharge, RecurringReply } from '../../recurring.ts'
import { fenOf, plain } from '../wechat-facts.ts'
import { callPapay, type PapayContext } from './call-papay.ts'
import { isContractGone } from './query-contract.ts'
import { queryDeduction } from './query-deduction.ts'

/** Longest description that API v2 takes, in characters. */
const MAX_BODY = 127
/** The gateway wants the caller's address and uses it for nothing that can be known. */
const CALLER = '127.0.0.1'

type Because = Extract<RecurringReply, { kind: 'refused' }>['because']

/** Why asking again can help, or cannot; a code that is not here is `other`. */
const reasons: Record<string, Because> = {
  RULE_LIMIT: 'window',
  RULELIMIT: 'window',
  NOTENOUGH: 'payer',
  NOT_ENOUGH: 'payer',
  ACCOUNTERROR: 'payer',
  ACCOUNT_ERROR: 'payer',
  USER_ACCOUNT_ABNORMAL: 'payer',
  USER_NOT_EXIST: 'payer',
}

/**
 * Asks for one deduction. Success means accepted: the money moves moments later, or a day later
 * where charges are not announced, and a notification tells. The same number is deducted once. A
 * refusal may hide an earlier acceptance, so it counts only when the deduction is known to be none.
 */
export async function chargeContract(
  context: PapayContext,
  request: RecurringCharge,
): Promise<RecurringReply> {
  const { outTradeNo, amount, gatewayNo } = request
  const total = fenOf(amount.minor)
  if (amount.currency !== 'CNY') return refusedFor('currency_not_supported')
  if (total === null) return refusedFor('amount_out_of_range')
  const reply = await callPapay(context, '/pay/pappayapply', {
    nonce_str: context.around.nonce(),
    body: plain(request.subject, MAX_BODY),
    out_trade_no: outTradeNo,
    total_fee: String(total),
    fee_type: 'CNY',
    spbill_create_ip: CALLER,
    notify_url: request.notifyUrl,
    trade_type: 'PAP',
    contract_id: gatewayNo,
  })
  if (reply.kind === 'ok') return { kind: 'processing' }
  if (reply.kind === 'unknown') return reply
  const fact = await queryDeduction(context, outTradeNo)
  if (fact.status === 'paid') return { kind: 'fact', fact }
  if (fact.status === 'open') return { kind: 'processing' }
  return fact.status === 'unknown' ? { kind: 'unknown', code: reply.code } : refusedFor(reply.code)
}

function refusedFor(code: string): RecurringReply {
  if (isContractGone(code)) return { kind: 'refused', code, because: 'agreement_ended' }
  return { kind: 'refused', code, because: reasons[code] ?? 'other' }
}
