import { createContext, use } from 'react'
import type { Money } from '#kernel/money.ts'
import { type DateStyle, formatCount, formatDate, formatMoney, formatSpan } from './format.ts'
import { defaultLocale, type Locale } from './locale.ts'
import { type Translate, translator } from './words.ts'

/** The words and formats of the page's language, bound once for all components below. */
export type Speech = {
  locale: Locale
  t: Translate
  money: (amount: Money, exact?: boolean) => string
  date: (date: Date, style?: DateStyle) => string
  span: (seconds: number) => string
  count: (count: number) => string
}

export function speechOf(locale: Locale): Speech {
  return {
    locale,
    t: translator(locale),
    money: (amount, exact) => formatMoney(locale, amount, exact),
    date: (date, style) => formatDate(locale, date, style),
    span: (seconds) => formatSpan(locale, seconds),
    count: (count) => formatCount(locale, count),
  }
}

export const SpeechContext = createContext<Speech>(speechOf(defaultLocale))

export function useWords(): Speech {
  return use(SpeechContext)
}
