import { badRequest } from '../wire/stripe-problem.ts'

/** Currencies of no decimals and of three; all others have two. */
const zeroDecimal = ['jpy', 'krw', 'vnd', 'clp']
const threeDecimal = ['kwd', 'bhd', 'jod', 'omr', 'tnd']
const known = ['cny', 'usd', 'eur', 'hkd', 'gbp', 'sgd', 'aud', ...zeroDecimal, ...threeDecimal]
/** The smallest charge; others are left to the account's own currency. */
const smallest: Record<string, number> = { usd: 50, eur: 50, gbp: 30, hkd: 400, jpy: 50 }
const LARGEST = 99_999_999

export function readCurrency(text: string): string {
  const currency = text.toLowerCase()
  if (known.includes(currency)) return currency
  throw badRequest(`Invalid currency: ${text}.`, 'currency')
}

export function checkAmount(amount: number, currency: string, param: string): number {
  if (amount < Math.max(1, smallest[currency] ?? 1)) {
    throw badRequest('The amount is too small to be charged.', param, 'amount_too_small')
  }
  if (amount > LARGEST) {
    throw badRequest('The amount must be no more than 8 digits.', param, 'amount_too_large')
  }
  if (threeDecimal.includes(currency) && amount % 10 !== 0) {
    throw badRequest('The last digit of a three-decimal amount must be 0.', param)
  }
  return amount
}

export function decimalsOf(currency: string): number {
  if (zeroDecimal.includes(currency)) return 0
  return threeDecimal.includes(currency) ? 3 : 2
}
