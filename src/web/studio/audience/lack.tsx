import type * as analytics from '#analytics'
import { useWords } from '../../i18n/use-words.ts'
import type { WordKey } from '../../i18n/words.ts'
import { Notice } from '../../ui/display/notice.tsx'

export type Analysis = Awaited<ReturnType<typeof analytics.listAnalyses>>[number]

type LackProps = { analysis: Analysis | undefined; words?: WordKey }

/** Why there is nothing to show: not looked yet, too little data, or nothing better learnt. */
export function Lack({ analysis, words = 'audience.notEnough' }: LackProps) {
  const { t, count } = useWords()
  if (!analysis) return <Notice>{t('audience.notYet')}</Notice>
  if (analysis.state === 'no_better') return <Notice>{t('audience.noBetter')}</Notice>
  const { have = 0, needed = 0 } = analysis.scores as { have?: number; needed?: number }
  return <Notice tone="ochre">{t(words, { have: count(have), needed: count(needed) })}</Notice>
}

/** When it was looked, and at how many. */
export function MadeAt({ analysis }: { analysis: Analysis }) {
  const { t, date, count } = useWords()
  const words = { date: date(analysis.madeAt, 'minute'), size: count(analysis.size) }
  return <p className="pb-6 text-sm text-faint">{t('audience.madeAt', words)}</p>
}
