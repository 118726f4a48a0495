/** An exact amount: `minor` counts the currency's smallest unit (fen for CNY). Never a float. */
export type Money = { minor: bigint; currency: Currency }

/** ISO 4217 code and its exponent: how many decimals one major unit has. */
export const currencyExponents = {
  CNY: 2,
  USD: 2,
  EUR: 2,
  HKD: 2,
  JPY: 0,
  KRW: 0,
  KWD: 3,
} as const
export type Currency = keyof typeof currencyExponents

export function isCurrency(code: string): code is Currency {
  return Object.hasOwn(currencyExponents, code)
}

export function money(minor: bigint, currency: Currency): Money {
  return { minor, currency }
}

const decimalAmount = /^(0|[1-9]\d{0,12})(?:\.(\d{1,3}))?$/

/**
 * Reads a plain decimal as a person types it (`"19.9"`, `"199"`); null for anything else: signs,
 * exponents, separators, full-width digits, too many decimals.
 */
export function parseMoney(text: string, currency: Currency): Money | null {
  const match = decimalAmount.exec(text)
  if (!match) return null
  const exponent = currencyExponents[currency]
  const decimals = match[2] ?? ''
  if (decimals.length > exponent) return null
  return { minor: BigInt(`${match[1]}${decimals.padEnd(exponent, '0')}`), currency }
}

/** The plain decimal with all its places: 1990 fen → `"19.90"`. The inverse of parseMoney. */
export function formatDecimal({ minor, currency }: Money): string {
  const exponent = currencyExponents[currency]
  const sign = minor < 0n ? '-' : ''
  const digits = (minor < 0n ? -minor : minor).toString().padStart(exponent + 1, '0')
  if (exponent === 0) return sign + digits
  return `${sign}${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`
}

export function addMoney(a: Money, b: Money): Money {
  if (a.currency !== b.currency) throw new RangeError(`${a.currency} + ${b.currency}`)
  return { minor: a.minor + b.minor, currency: a.currency }
}

export function sameMoney(a: Money, b: Money): boolean {
  return a.minor === b.minor && a.currency === b.currency
}
