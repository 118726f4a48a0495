export const locales = ['zh-CN', 'en'] as const
export type Locale = (typeof locales)[number]
export const defaultLocale: Locale = 'zh-CN'

/** The reader's own choice is kept in this cookie; `?lang=` sets it. */
export const localeCookie = 'lang'

function asLocale(text: string | null | undefined): Locale | null {
  if (!text) return null
  const tag = text.trim().toLowerCase()
  if (tag === 'en' || tag.startsWith('en-')) return 'en'
  if (tag === 'zh' || tag.startsWith('zh-')) return 'zh-CN'
  return null
}

/** `?lang=` wins over the cookie, the cookie over the browser's Accept-Language. */
export function chooseLocale(request: Request): Locale {
  return (
    asLocale(new URL(request.url).searchParams.get('lang')) ??
    asLocale(cookieValue(request.headers.get('cookie'), localeCookie)) ??
    preferredLocale(request.headers.get('accept-language')) ??
    defaultLocale
  )
}

function cookieValue(header: string | null, name: string): string | null {
  for (const pair of header?.split(';') ?? []) {
    const [key, value] = pair.split('=', 2)
    if (key?.trim() === name) return value ?? null
  }
  return null
}

/** RFC 9110 §12.5.4: the supported language of the highest weight, the earlier one on a tie. */
export function preferredLocale(header: string | null): Locale | null {
  let best: { locale: Locale; weight: number } | null = null
  for (const part of (header ?? '').slice(0, 400).split(',')) {
    const [tag, ...parameters] = part.split(';')
    const locale = asLocale(tag)
    const q = parameters.map((text) => /^\s*q=([\d.]+)\s*$/.exec(text)?.[1]).find(Boolean)
    const weight = q === undefined ? 1 : Number(q)
    if (locale && weight > 0 && weight > (best?.weight ?? 0)) best = { locale, weight }
  }
  return best?.locale ?? null
}
