import { useWords } from '../../i18n/use-words.ts'
import { Tabs } from '../../ui/controls/tabs.tsx'

const pages = { report: '', settings: '/settings', try: '/try' } as const
export type RecommendationTab = keyof typeof pages

/** The three pages about recommending, and which of them this is. */
export function RecommendationTabs({ current }: { current: RecommendationTab }) {
  const { t } = useWords()
  return (
    <div className="pb-8">
      <h1 className="pb-4 text-2xl">{t('recStudio.title')}</h1>
      <Tabs
        label={t('recStudio.tab')}
        tabs={(Object.keys(pages) as RecommendationTab[]).map((page) => ({
          to: `/studio/recommendations${pages[page]}`,
          label: t(`recStudio.${page}`),
          current: page === current,
        }))}
      />
    </div>
  )
}
