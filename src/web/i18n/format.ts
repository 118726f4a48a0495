import { formatDecimal, type Money } from '#kernel/money.ts'
import type { Locale } from './locale.ts'

/** Shown unless the reader's account says otherwise: the shop's clock is China Standard Time. */
export const defaultTimeZone = 'Asia/Shanghai'

const cache = new Map<string, Intl.DateTimeFormat | Intl.NumberFormat>()

function cached<T extends Intl.DateTimeFormat | Intl.NumberFormat>(key: string, make: () => T): T {
  const found = cache.get(key)
  if (found) return found as T
  const made = make()
  cache.set(key, made)
  return made
}

/**
 * `¥199` on a card, `¥199.00` on a receipt (`exact`), `−¥199` with a true minus when it leaves.
 * Formats the decimal text, never a float.
 */
export function formatMoney(locale: Locale, amount: Money, exact = false): string {
  const format = cached(
    `m${locale}${amount.currency}${exact}`,
    () =>
      new Intl.NumberFormat(locale, {
        style: 'currency',
        currency: amount.currency,
        currencyDisplay: amount.currency === 'CNY' ? 'narrowSymbol' : 'symbol',
        ...(exact ? {} : { trailingZeroDisplay: 'stripIfInteger' as const }),
      }),
  )
  return format.format(formatDecimal(amount) as `${number}`).replace('-', '−')
}

export type DateStyle = 'day' | 'minute' | 'second' | 'short'

const dateParts: Record<DateStyle, Intl.DateTimeFormatOptions> = {
  day: { year: 'numeric', month: 'long', day: 'numeric' },
  short: { month: 'long', day: 'numeric' },
  minute: { year: 'numeric', month: 'long', day: 'numeric', hour: '2-digit', minute: '2-digit' },
  second: {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  },
}

export function formatDate(
  locale: Locale,
  date: Date,
  style: DateStyle = 'day',
  timeZone = defaultTimeZone,
): string {
  const format = cached(
    `d${locale}${style}${timeZone}`,
    () => new Intl.DateTimeFormat(locale, { ...dateParts[style], timeZone, hourCycle: 'h23' }),
  )
  return format.format(date)
}

/** `12:05`, `1:02:09`: a length of media in seconds, as a player shows it. */
export function formatClock(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  const hours = Math.floor(whole / 3600)
  const minutes = Math.floor((whole % 3600) / 60)
  const rest = String(whole % 60).padStart(2, '0')
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`
}

/** A length a person plans with, rounded up to minutes: `8 分钟`, `1 小时 5 分钟`. */
export function formatSpan(locale: Locale, seconds: number): string {
  const minutes = Math.max(1, Math.ceil(seconds / 60))
  const hours = Math.floor(minutes / 60)
  const rest = minutes % 60
  if (locale === 'en') {
    if (hours === 0) return `${rest} min`
    return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`
  }
  if (hours === 0) return `${rest} 分钟`
  return rest === 0 ? `${hours} 小时` : `${hours} 小时 ${rest} 分钟`
}

export function formatCount(locale: Locale, count: number): string {
  return cached(`n${locale}`, () => new Intl.NumberFormat(locale)).format(count)
}

export function formatBytes(locale: Locale, bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB']
  let value = bytes
  let unit = 0
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024
    unit++
  }
  const digits = unit === 0 || value >= 100 ? 0 : 1
  return `${value.toLocaleString(locale, { maximumFractionDigits: digits })} ${units[unit]}`
}

const digits = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九']

/** Chinese numerals for chapter heads, 1 to 99: 十二, 二十一; plain digits beyond. */
export function chineseNumber(number: number): string {
  if (!Number.isInteger(number) || number < 0 || number > 99) return String(number)
  const tens = Math.floor(number / 10)
  const ones = number % 10
  const one = ones === 0 && tens > 0 ? '' : (digits[ones] ?? '')
  if (tens === 0) return one
  return `${tens === 1 ? '' : (digits[tens] ?? '')}十${one}`
}
