import * as analytics from '#analytics'
import { useWords } from '../../i18n/use-words.ts'
import { ctxOf } from '../../shell/visit.ts'
import { Calibration, type CalibrationPoint } from '../../ui/charts/calibration.tsx'
import { Chart } from '../../ui/charts/chart.tsx'
import { Pager } from '../../ui/controls/pager.tsx'
import { requireStaff } from '../guard.ts'
import type { Route } from './+types/chances-page'
import { type Analysis, Lack, MadeAt } from './lack.tsx'
import { ReasonList } from './reason-list.tsx'
import { AudienceTabs } from './tabs.tsx'

const kinds = ['purchase', 'churn', 'refund'] as const

export async function loader({ context, request }: Route.LoaderArgs) {
  const ctx = ctxOf(context)
  requireStaff(ctx, 'support')
  const { searchParams } = new URL(request.url)
  const kind = kinds.find((one) => one === searchParams.get('kind')) ?? 'purchase'
  const [analyses, people] = await Promise.all([
    analytics.listAnalyses(ctx),
    analytics.listPropensities(ctx, kind, { after: searchParams.get('after') ?? undefined }),
  ])
  return { kind, analysis: analyses.find((one) => one.kind === kind), people }
}

type Loaded = Route.ComponentProps['loaderData']

export default function ChancesPage({ loaderData }: Route.ComponentProps) {
  const { kind, analysis, people } = loaderData
  const { t } = useWords()
  return (
    <>
      <AudienceTabs current="chances" />
      <nav className="flex flex-wrap gap-x-6 gap-y-2 pb-8" aria-label={t('audience.chances')}>
        {kinds.map((one) => (
          <a
            key={one}
            href={`?kind=${one}`}
            className={one === kind ? 'font-semibold text-water' : 'link'}
            {...(one === kind && { 'aria-current': 'page' as const })}
          >
            {t(`audience.kind.${one}`)}
          </a>
        ))}
      </nav>
      <h2 className="pb-2 text-xl">{t(`audience.asks.${kind}`)}</h2>
      {analysis?.state === 'ready' ? (
        <>
          <MadeAt analysis={analysis} />
          <div className="grid gap-12">
            <Trust analysis={analysis} />
            <People people={people} />
          </div>
        </>
      ) : (
        <Lack analysis={analysis} words={`audience.lacks.${kind}`} />
      )}
    </>
  )
}

function People({ people }: Pick<Loaded, 'people'>) {
  const { t } = useWords()
  if (people.items.length === 0) return <p className="text-faint">{t('audience.noOne')}</p>
  return (
    <div>
      <ol className="chances">
        {people.items.map(({ person, pseudonym, probability, reasons }) => (
          <li key={pseudonym}>
            <span className="chance figures">{percent(probability)}</span>
            <div className="min-w-0">
              <p className="font-medium">{person ? person.name : <code>{pseudonym}</code>}</p>
              <ReasonList reasons={reasons} />
            </div>
          </li>
        ))}
      </ol>
      <Pager next={people.next} />
    </div>
  )
}

type Scores = { auc?: number; ece?: number; curve?: CalibrationPoint[] }

/** How far the numbers above can be trusted. */
function Trust({ analysis }: { analysis: Analysis }) {
  const { t, count } = useWords()
  const { auc = 0, ece = 0, curve = [] } = analysis.scores as Scores
  return (
    <Chart
      beside
      caption={
        <>
          {t('audience.calibration', { off: (ece * 100).toFixed(1) })}{' '}
          {t('audience.aucInWords', { percent: Math.round(auc * 100), value: auc.toFixed(2) })}
        </>
      }
      columns={[t('audience.saidChance'), t('audience.happened'), t('audience.howMany')]}
      rows={curve.map((point) => [
        percent(point.predicted),
        percent(point.observed),
        count(point.count),
      ])}
    >
      <Calibration
        points={curve}
        label={t('audience.calibrationLabel')}
        said={t('audience.saidChance')}
        happened={t('audience.happened')}
      />
    </Chart>
  )
}

function percent(part: number): string {
  return part < 0.1 ? `${(part * 100).toFixed(1)}%` : `${Math.round(part * 100)}%`
}
