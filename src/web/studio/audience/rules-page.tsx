import { Fragment } from 'react'
import * as analytics from '#analytics'
import { useWords } from '../../i18n/use-words.ts'
import { ctxOf } from '../../shell/visit.ts'
import { Bars } from '../../ui/charts/bars.tsx'
import { Link } from '../../ui/controls/link.tsx'
import { requireStaff } from '../guard.ts'
import type { Route } from './+types/rules-page'
import { type Analysis, Lack } from './lack.tsx'
import { AudienceTabs } from './tabs.tsx'

/** The strongest are enough to act on. */
const SHOWN = 12
const NEXT = 3

export async function loader({ context }: Route.LoaderArgs) {
  const ctx = ctxOf(context)
  requireStaff(ctx, 'support')
  const [analyses, rules, habits] = await Promise.all([
    analytics.listAnalyses(ctx),
    analytics.listItemRules(ctx),
    analytics.listHabits(ctx),
  ])
  return {
    rules,
    habits: habits.map(({ after, next }) => ({ after, next: next.filter(isSeen).slice(0, NEXT) })),
    ofRules: analyses.find(({ kind }) => kind === 'rules'),
    ofActions: analyses.find(({ kind }) => kind === 'next_action'),
  }
}

/** Less is nothing that anybody would act on. */
function isSeen({ probability }: analytics.NextAction): boolean {
  return probability >= 0.01
}

type Loaded = Route.ComponentProps['loaderData']

export default function RulesPage({ loaderData }: Route.ComponentProps) {
  const { rules, habits, ofRules, ofActions } = loaderData
  return (
    <>
      <AudienceTabs current="rules" />
      <div className="grid gap-14">
        <Rules rules={rules} analysis={ofRules} />
        <Habits habits={habits} analysis={ofActions} />
      </div>
    </>
  )
}

type RulesProps = Pick<Loaded, 'rules'> & { analysis: Analysis | undefined }

function Rules({ rules, analysis }: RulesProps) {
  const { t, count } = useWords()
  const pairs = rules.filter(({ antecedent }) => antecedent.length === 1).slice(0, SHOWN)
  const others = rules.filter(({ antecedent }) => antecedent.length > 1).slice(0, SHOWN)
  return (
    <section aria-labelledby="rules">
      <h2 id="rules" className="pb-2 text-xl">
        {t('audience.rulesTitle')}
      </h2>
      {analysis?.state === 'ready' ? (
        <>
          <p className="max-w-(--measure) pb-6 text-sm text-faint">
            {t('audience.rulesHint', { size: count(analysis.size) })}
          </p>
          {rules.length === 0 && <p className="text-soft">{t('audience.noRules')}</p>}
          <RuleList rules={pairs} />
          {others.length > 0 && (
            <details className="pt-6">
              <summary className="link w-fit pb-4">{t('audience.moreRules')}</summary>
              <RuleList rules={others} />
            </details>
          )}
        </>
      ) : (
        <Lack analysis={analysis} words="audience.ruleLacks" />
      )}
    </section>
  )
}

function RuleList({ rules }: Pick<Loaded, 'rules'>) {
  return (
    <ol className="grid gap-5">
      {rules.map((rule) => (
        <Rule key={idsOf(rule).join(' ')} rule={rule} />
      ))}
    </ol>
  )
}

function idsOf({ antecedent, consequent }: Loaded['rules'][number]): string[] {
  return [...antecedent, consequent].map(({ id }) => id)
}

function Rule({ rule }: { rule: Loaded['rules'][number] }) {
  const { t, count } = useWords()
  const { antecedent, consequent, confidence, lift } = rule
  return (
    <li className="border-t border-line pt-4">
      <p className="flex flex-wrap items-baseline gap-x-2">
        {antecedent.map((item, at) => (
          <Fragment key={item.id}>
            {at > 0 && <span className="text-faint">+</span>}
            <ItemLink item={item} />
          </Fragment>
        ))}
        <span className="text-faint">→</span>
        <ItemLink item={consequent} />
      </p>
      <p className="max-w-(--measure) pt-1 text-sm text-soft">
        {t('audience.ruleSays', {
          percent: Math.round(confidence * 100),
          lift: lift.toFixed(1),
          count: count(rule.count),
        })}
      </p>
    </li>
  )
}

/** To where it is edited and priced. */
function ItemLink({ item: { id, title } }: { item: { id: string; title: string } }) {
  return (
    <Link className="link" to={`/studio/items/${id}`}>
      {title}
    </Link>
  )
}

type HabitsProps = Pick<Loaded, 'habits'> & { analysis: Analysis | undefined }
type Scores = { accuracy?: number; baseAccuracy?: number; steps?: number }

function Habits({ habits, analysis }: HabitsProps) {
  const { t, count } = useWords()
  const { accuracy = 0, baseAccuracy = 0, steps = 0 } = (analysis?.scores ?? {}) as Scores
  const percent = (part: number) => Math.round(part * 100)
  return (
    <section aria-labelledby="habits">
      <h2 id="habits" className="pb-2 text-xl">
        {t('audience.habits')}
      </h2>
      {analysis?.state === 'ready' ? (
        <>
          <p className="max-w-(--measure) pb-6 text-sm text-faint">
            {t('audience.habitsSay', {
              steps: count(steps),
              ours: percent(accuracy),
              base: percent(baseAccuracy),
            })}
          </p>
          <div className="grid gap-x-12 gap-y-8 md:grid-cols-2">
            {habits.map(({ after, next }) => (
              <div key={after}>
                <h3 className="pb-3 text-base">{t(`audience.after.${after}`)}</h3>
                <Bars
                  most={1}
                  bars={next.map(({ action, probability }, at) => ({
                    label: t(`audience.act.${action}`),
                    value: probability,
                    text: `${percent(probability)}%`,
                    tone: at === 0 ? 'water' : 'plain',
                  }))}
                />
              </div>
            ))}
          </div>
        </>
      ) : (
        <Lack analysis={analysis} />
      )}
    </section>
  )
}
