import type { Locale } from '../../i18n/locale.ts'
import { findWords } from '../../i18n/words.ts'

/** `gateway-fees:wechat` → `手续费 · 微信支付`; what has no words is shown as it is booked. */
export function accountWords(locale: Locale, account: string): string {
  const [name = '', owner = ''] = account.split(':', 2)
  const words = findWords(locale, `studio.account.${name}`)
  if (!words) return account
  const provider = findWords(locale, `commerce.method.${owner}`)
  return provider ? `${words} · ${provider}` : words
}

export function kindWords(locale: Locale, kind: string): string {
  return findWords(locale, `studio.booked.${kind}`) ?? kind
}

/** Why an order changed: the platform's own reasons have words, a person's are their words. */
export function reasonWords(locale: Locale, reason: string): string {
  return findWords(locale, `studio.reason.${reason}`) ?? reason
}
