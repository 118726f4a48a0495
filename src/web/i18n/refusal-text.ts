import type { Refusal } from '../shell/refusals.ts'
import type { Locale } from './locale.ts'
import { useWords } from './use-words.ts'
import { fill, findWords, type WordValues } from './words.ts'

/** The words for a refusal: by its code, else by its kind, so that no code is ever shown. */
export function refusalText(locale: Locale, { kind, code, details }: Refusal): string {
  const words =
    findWords(locale, `errors.${code}`) ?? findWords(locale, `errors.kind.${kind}`) ?? kind
  return fill(words, details as WordValues)
}

export function useRefusalText(): (refusal: Refusal) => string {
  const { locale } = useWords()
  return (refusal) => refusalText(locale, refusal)
}
