import type * as analytics from '#analytics'
import type { Speech } from '../../i18n/use-words.ts'
import { useWords } from '../../i18n/use-words.ts'
import { fill, findWords } from '../../i18n/words.ts'

type Reason = analytics.Propensity['reasons'][number]

/** Why somebody is likelier or less likely than others, strongest first, as plain facts. */
export function ReasonList({ reasons }: { reasons: readonly Reason[] }) {
  const speech = useWords()
  const { t } = speech
  const said = reasons.flatMap((reason) => {
    const fact = factOf(reason, speech)
    return fact ? [{ fact, isMore: reason.share > 0 }] : []
  })
  return (
    <ul className="flex flex-wrap gap-x-5 text-sm text-soft">
      {said.map(({ fact, isMore }) => (
        <li key={fact}>
          <span className={isMore ? 'text-water' : 'text-faint'} aria-hidden="true">
            {isMore ? '↑' : '↓'}
          </span>{' '}
          {fact}
          <span className="sr-only">（{t(isMore ? 'audience.more' : 'audience.less')}）</span>
        </li>
      ))}
    </ul>
  )
}

/** Null for what says nothing in words, such as a trait that somebody did not tell. */
function factOf({ feature, value }: Reason, { t, locale }: Speech): string | null {
  const [trait, told] = feature.split(':')
  if (told !== undefined) {
    const words = findWords(locale, `audience.told.${told}`)
    return trait && words && value === 1 ? t('audience.toldTrait', { value: words }) : null
  }
  const isTime = feature.startsWith('days_since')
  const none = value === null || (value === 0 && !isTime)
  if (none) return findWords(locale, `audience.none.${feature}`)
  const words = findWords(locale, `audience.fact.${feature}`)
  return (
    words &&
    fill(words, {
      value: isTime ? Math.round(value) : rounded(value),
      percent: Math.round(value * 100),
    })
  )
}

function rounded(value: number): string {
  return Number.isInteger(value) || value >= 10 ? String(Math.round(value)) : value.toFixed(1)
}
