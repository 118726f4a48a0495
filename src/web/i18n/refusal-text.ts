import type { Refusal } from '../shell/refusals.ts'
import type { Locale } from './locale.ts'
import { useWords } from './use-words.ts'
import { fill, findWords, type WordValues } from './words.ts'

/** The words for a refusal: by its code, else by its kind, so that no code is ever shown. */
export function refusalText(locale: Locale, { kind, code, details }: Refusal): string {
  const words =
    findWords(locale, `errors.${code}`) ?? findWords(locale, `errors.kind.${kind}`) ?? kind
  return fill(words, { ...(details as WordValues), missing: missingText(locale, details.missing) })
}

/** What a piece still lacks before it can be published, as a list in words. */
function missingText(locale: Locale, missing: unknown): string {
  if (!Array.isArray(missing)) return ''
  const names = missing.map((name) => findWords(locale, `errors.missing.${name}`) ?? String(name))
  return names.join(locale === 'en' ? ', ' : '、')
}

export function useRefusalText(): (refusal: Refusal) => string {
  const { locale } = useWords()
  return (refusal) => refusalText(locale, refusal)
}
