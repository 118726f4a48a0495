import type * as recommendations from '#recommendations'
import { useWords } from '../i18n/use-words.ts'

type ReasonLineProps = {
  reason: recommendations.Reason
  /** Of what the reason names. */
  titles: ReadonlyMap<string, string>
}

/** Why an item is shown, in words. */
export function ReasonLine({ reason, titles }: ReasonLineProps) {
  const { t, locale } = useWords()
  if (reason.kind !== 'because') {
    const words = {
      popular: 'shelf.reasonPopular',
      new: 'shelf.reasonNew',
      promoted: 'shelf.reasonPromoted',
    } as const
    return <p className="reason">{t(words[reason.kind])}</p>
  }
  const [title, other] = reason.from.flatMap(({ itemId }) => titles.get(itemId) ?? [])
  const separator = locale === 'zh-CN' ? '、' : ', '
  const terms = reason.terms.join(separator)
  return (
    <p className="reason">
      {title && other
        ? t('shelf.becauseTwo', { title, other })
        : t('shelf.because', { title: title ?? '' })}
      {terms && <span className="terms">{t('shelf.terms', { terms })}</span>}
    </p>
  )
}
