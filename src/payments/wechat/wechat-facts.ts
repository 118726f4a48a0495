import { isCurrency, type Money, money } from '#kernel/money.ts'
import { parseRfc3339 } from '../beijing-time.ts'
import { asFields, type Fields, textOf } from '../fields.ts'
import type { ChargeFact, RefundFact } from '../provider.ts'
import { unknownCharge } from '../unknown-charge.ts'
import type { WechatConfig } from './wechat-config.ts'

/** Whether an opened transaction is this merchant's and this app's. */
export function isOurs(fields: Fields, config: WechatConfig): boolean {
  return textOf(fields, 'mchid') === config.mchid && textOf(fields, 'appid') === config.appid
}

/**
 * Reads a transaction out of a verified reply or an opened notification. REFUND means that it was
 * paid and that at least a part went back; how much is not told. The price is `amount.total`:
 * `payer_total` is lower when the payer used a coupon of the gateway's.
 */
export function chargeFactOf(fields: Fields, outTradeNo: string, account: string): ChargeFact {
  const amount = amountOf(fields, 'total')
  const paidAt = parseRfc3339(textOf(fields, 'success_time') ?? '')
  const tradeNo = textOf(fields, 'transaction_id')
  const fact = { ...unknownCharge(outTradeNo, account), tradeNo, amount, paidAt }
  switch (textOf(fields, 'trade_state')) {
    case 'SUCCESS':
    case 'REFUND':
      return amount ? { ...fact, status: 'paid' } : fact
    case 'NOTPAY':
    case 'USERPAYING':
    case 'ACCEPT':
    case 'PAYERROR':
      return { ...fact, status: 'open' }
    case 'CLOSED':
    case 'REVOKED':
      return { ...fact, status: 'closed' }
    default:
      return fact
  }
}

const refundStatuses = {
  SUCCESS: 'succeeded',
  PROCESSING: 'processing',
  CLOSED: 'failed',
  ABNORMAL: 'failed',
} as const

/** The API says `status`, the notification `refund_status`, for the same thing. */
export function refundFactOf(
  fields: Fields,
  outRefundNo: string,
  statusField: 'status' | 'refund_status',
): RefundFact {
  const code = textOf(fields, statusField) ?? 'no_status'
  const amount = amountOf(fields, 'refund')
  const known = Object.hasOwn(refundStatuses, code)
  if (!known || !amount) return { outRefundNo, status: 'unknown', amount: null, code }
  const status = refundStatuses[code as keyof typeof refundStatuses]
  return { outRefundNo, status, amount, code: status === 'failed' ? code : null }
}

/** Whole fen of `amount`; a refund's notification leaves the currency out, which then is CNY. */
function amountOf(fields: Fields, name: 'total' | 'refund'): Money | null {
  const amount = asFields(fields.amount)
  const minor = amount?.[name]
  const currency = amount?.currency ?? 'CNY'
  if (typeof minor !== 'number' || !Number.isSafeInteger(minor) || minor < 0) return null
  return typeof currency === 'string' && isCurrency(currency)
    ? money(BigInt(minor), currency)
    : null
}

/** WeChat Pay takes 0.01 to 100,000,000 yuan an order. */
export const MAX_FEN = 10_000_000_000n

/** Whole fen as the JSON integer the gateway wants; null outside what it takes. */
export function fenOf(minor: bigint): number | null {
  return minor >= 1n && minor <= MAX_FEN ? Number(minor) : null
}

/** A backtick is the cell mark of the gateway's bills, where it would break a row in two. */
export function plain(text: string, max: number): string {
  const cleaned = text.replaceAll('`', "'").replace(/\p{Cc}+/gu, ' ')
  return [...cleaned].slice(0, max).join('')
}
