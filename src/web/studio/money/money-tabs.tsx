import { useWords } from '../../i18n/use-words.ts'
import { useShell } from '../../shell/shell.ts'
import { Tabs } from '../../ui/controls/tabs.tsx'

type MoneyTabsProps = { current: 'overview' | 'payouts' | 'statements' | 'rules'; month: string }

/** The pages of the money area; the rules are the owner's. */
export function MoneyTabs({ current, month }: MoneyTabsProps) {
  const { t } = useWords()
  const { viewer } = useShell()
  const tabs = [
    { to: '/studio/money', label: t('money.overview'), current: current === 'overview' },
    { to: '/studio/money/payouts', label: t('money.payouts'), current: current === 'payouts' },
    {
      to: `/studio/money/statements/${viewer?.id ?? ''}/${month}`,
      label: t('money.statements'),
      current: current === 'statements',
    },
  ]
  const rules = { to: '/studio/money/rules', label: t('money.rules'), current: current === 'rules' }
  return (
    <div className="pb-8">
      <h1 className="pb-5 text-2xl">{t('money.title')}</h1>
      <Tabs
        label={t('money.title')}
        tabs={viewer?.roles.includes('owner') ? [...tabs, rules] : tabs}
      />
    </div>
  )
}
