import { useWords } from '../../i18n/use-words.ts'
import { Tabs } from '../../ui/controls/tabs.tsx'

const pages = { segments: '', chances: '/chances', rules: '/rules' } as const
export type AudienceTab = keyof typeof pages

/** The three pages about the readers as a whole, and which of them this is. */
export function AudienceTabs({ current }: { current: AudienceTab }) {
  const { t } = useWords()
  return (
    <div className="pb-8">
      <h1 className="pb-4 text-2xl">{t('audience.title')}</h1>
      <Tabs
        label={t('audience.tab')}
        tabs={(Object.keys(pages) as AudienceTab[]).map((page) => ({
          to: `/studio/audience${pages[page]}`,
          label: t(`audience.${page}`),
          current: page === current,
        }))}
      />
    </div>
  )
}
