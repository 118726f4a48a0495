import { newId, type StripeBooks } from '../stripe-books.ts'

/** One line of the merchant's balance. */
export type Movement = {
  id: string
  object: 'balance_transaction'
  amount: number
  available_on: number
  created: number
  currency: string
  description: string | null
  exchange_rate: number | null
  fee: number
  fee_details: { amount: number; currency: string; type: string; description: string }[]
  net: number
  reporting_category: string
  source: string
  status: 'available' | 'pending'
  type: string
}

const categories: Record<string, string> = {
  charge: 'charge',
  refund: 'refund',
  refund_failure: 'refund_failure',
  adjustment: 'dispute',
}
/** Money may be paid out two days after it came in. */
const AVAILABLE_AFTER_SECONDS = 2 * 86_400
/** A card payment costs 2.9 % and 30 of the smallest unit, a dispute 1500 of it. */
const FEE_PER_MILLE = 29
const FEE_FIXED = 30
export const DISPUTE_FEE = 1500

export function feeOf(amount: number): number {
  return Math.round((amount * FEE_PER_MILLE) / 1000) + FEE_FIXED
}

export function move(
  books: StripeBooks,
  line: { type: string; amount: number; fee: number; currency: string; source: string; at: number },
): Movement {
  const { type, amount, fee, currency, source, at } = line
  const id = newId(books, 'txn')
  const detail = { amount: fee, currency, type: 'stripe_fee', description: 'Processing fees' }
  return books.movements.put(id, {
    id,
    object: 'balance_transaction',
    amount,
    available_on: at + AVAILABLE_AFTER_SECONDS,
    created: at,
    currency,
    description: null,
    exchange_rate: null,
    fee,
    fee_details: fee === 0 ? [] : [detail],
    net: amount - fee,
    reporting_category: categories[type] ?? type,
    source,
    status: 'pending',
    type,
  })
}
