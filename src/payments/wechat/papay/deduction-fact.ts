import { money } from '#kernel/money.ts'
import { parseBeijing } from '../../beijing-time.ts'
import type { ChargeFact } from '../../provider.ts'
import { unknownCharge } from '../../unknown-charge.ts'

/** PAY_FAIL is final for its number; ACCEPT may wait for a day. */
const statuses: Record<string, ChargeFact['status']> = {
  SUCCESS: 'paid',
  REFUND: 'paid',
  ACCEPT: 'open',
  NOTPAY: 'open',
  USERPAYING: 'open',
  CLOSED: 'closed',
  REVOKED: 'closed',
  PAY_FAIL: 'closed',
}

/** Reads a deduction out of a verified query reply or notification of API v2: whole fen. */
export function deductionFactOf(
  fields: ReadonlyMap<string, string>,
  outTradeNo: string,
  account: string,
): ChargeFact {
  const unknown = unknownCharge(outTradeNo, account)
  const status = statuses[fields.get('trade_state') ?? ''] ?? 'unknown'
  const total = fields.get('total_fee') ?? ''
  const isCny = (fields.get('fee_type') || 'CNY') === 'CNY'
  const amount = /^\d{1,12}$/.test(total) && isCny ? money(BigInt(total), 'CNY') : null
  if (status === 'paid' && !amount) return unknown
  const tradeNo = fields.get('transaction_id') || null
  return { ...unknown, status, tradeNo, amount, paidAt: momentOf(fields.get('time_end') ?? '') }
}

/** `yyyyMMddHHmmss` in Beijing. */
function momentOf(text: string): Date | null {
  const [, day, time] = /^(\d{8})(\d{6})$/.exec(text) ?? []
  if (!day || !time) return null
  const date = day.replace(/^(\d{4})(\d\d)(\d\d)$/, '$1-$2-$3')
  return parseBeijing(`${date} ${time.replace(/^(\d\d)(\d\d)(\d\d)$/, '$1:$2:$3')}`)
}
