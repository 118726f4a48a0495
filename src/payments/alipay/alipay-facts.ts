import { type Money, parseMoney } from '#kernel/money.ts'
import { parseBeijing } from '../beijing-time.ts'
import { type Fields, textOf } from '../fields.ts'
import type { ChargeFact } from '../provider.ts'
import { unknownCharge } from '../unknown-charge.ts'

/**
 * Reads a trade out of a verified query reply or notification. TRADE_FINISHED is paid with its
 * refund window over; TRADE_CLOSED is either never paid or paid and wholly given back, which the
 * moment of payment tells apart.
 */
export function chargeFactOf(fields: Fields, outTradeNo: string, account: string): ChargeFact {
  const amount = yuanOf(fields, 'total_amount')
  const paidText = textOf(fields, 'gmt_payment') ?? textOf(fields, 'send_pay_date')
  const refunded = yuanOf(fields, 'refund_fee')
  const paidAt = paidText === null ? null : parseBeijing(paidText)
  const fact = { outTradeNo, account, tradeNo: textOf(fields, 'trade_no'), amount, paidAt }
  const unknown = { ...unknownCharge(outTradeNo, account), tradeNo: fact.tradeNo }
  switch (textOf(fields, 'trade_status')) {
    case 'WAIT_BUYER_PAY':
      return { ...fact, status: 'open', refunded: null }
    case 'TRADE_SUCCESS':
    case 'TRADE_FINISHED':
      return amount ? { ...fact, status: 'paid', refunded } : unknown
    case 'TRADE_CLOSED': {
      const wasPaid = paidText !== null || (refunded !== null && refunded.minor > 0n)
      if (!wasPaid) return { ...fact, status: 'closed', refunded: null }
      return amount ? { ...fact, status: 'paid', refunded: refunded ?? amount } : unknown
    }
    default:
      return unknown
  }
}

/** An amount in yuan with at most two decimals; null when absent or not exactly that. */
export function yuanOf(fields: Fields, name: string): Money | null {
  const text = textOf(fields, name)
  return text === null ? null : parseMoney(text, 'CNY')
}
