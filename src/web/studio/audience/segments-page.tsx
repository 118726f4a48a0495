import * as analytics from '#analytics'
import { useWords } from '../../i18n/use-words.ts'
import { ctxOf } from '../../shell/visit.ts'
import { Bubbles } from '../../ui/charts/bubbles.tsx'
import { Chart } from '../../ui/charts/chart.tsx'
import { Link } from '../../ui/controls/link.tsx'
import { requireStaff } from '../guard.ts'
import type { Route } from './+types/segments-page'
import { type Analysis, Lack, MadeAt } from './lack.tsx'
import { AudienceTabs } from './tabs.tsx'

export async function loader({ context }: Route.LoaderArgs) {
  const ctx = ctxOf(context)
  requireStaff(ctx, 'support')
  const [analyses, segments] = await Promise.all([
    analytics.listAnalyses(ctx),
    analytics.listSegments(ctx),
  ])
  return { analysis: analyses.find(({ kind }) => kind === 'segments'), segments }
}

export default function SegmentsPage({ loaderData }: Route.ComponentProps) {
  const { analysis, segments } = loaderData
  return (
    <>
      <AudienceTabs current="segments" />
      {analysis?.state === 'ready' && segments.length > 0 ? (
        <>
          <MadeAt analysis={analysis} />
          <div className="grid gap-12">
            <SegmentMap segments={segments} analysis={analysis} />
            <ol className="grid gap-5 md:grid-cols-2">
              {segments.map((segment, at) => (
                <SegmentCard key={segment.id} segment={segment} number={at + 1} />
              ))}
            </ol>
          </div>
        </>
      ) : (
        <Lack analysis={analysis} />
      )}
    </>
  )
}

type Segments = Route.ComponentProps['loaderData']['segments']

const TICKS = [0, 7, 30, 90, 180, 365]

function SegmentMap({ segments, analysis }: { segments: Segments; analysis: Analysis }) {
  const { t, count } = useWords()
  const { silhouette = 0 } = analysis.scores as { silhouette?: number }
  const clear = silhouette > 0.5 ? 'high' : silhouette > 0.25 ? 'middle' : 'low'
  const placed = segments.map((segment) => ({
    name: t(`audience.name.${segment.key}`),
    x: awayOf(segment),
    y: segment.centroid.purchases ?? 0,
    size: segment.size,
  }))
  return (
    <Chart
      beside
      caption={
        <>
          {t('audience.mapSays')} {t(`audience.clear.${clear}`)}{' '}
          <span className="text-faint">
            {t('audience.silhouette', { value: silhouette.toFixed(2) })}
          </span>
        </>
      }
      columns={(['group', 'people', 'away', 'bought'] as const).map((column) =>
        t(`audience.column.${column}`),
      )}
      rows={placed.map(({ name, x, y, size }) => [name, count(size), x.toFixed(0), y.toFixed(1)])}
    >
      <Bubbles
        bubbles={placed}
        label={t('audience.mapSays')}
        xLabel={t('audience.map.x')}
        yLabel={t('audience.map.y')}
        xTicks={TICKS.map((at) => ({
          at,
          text: at === 0 ? t('audience.today') : t('audience.days', { count: at }),
        }))}
      />
    </Chart>
  )
}

/** Who never did anything has been away since registering. */
function awayOf({ centroid }: Segments[number]): number {
  const { days_since_active: away, days_since_registered: registered } = centroid
  return away !== undefined && Number.isFinite(away) ? away : (registered ?? 0)
}

function SegmentCard({ segment, number }: { segment: Segments[number]; number: number }) {
  const { t } = useWords()
  const { id, key, size, centroid } = segment
  const facts = [
    t('audience.mean.bought', { value: (centroid.purchases ?? 0).toFixed(1) }),
    t('audience.mean.away', { value: Math.round(awayOf(segment)) }),
    t('audience.mean.active', { value: (centroid.active_days_90 ?? 0).toFixed(1) }),
    (centroid.completions ?? 0) >= 0.5 &&
      t('audience.mean.done', { value: (centroid.completions ?? 0).toFixed(1) }),
  ]
  return (
    <li className="panel flex flex-col">
      <h2 className="flex items-baseline gap-3 text-lg">
        <span className="figures text-water">{number}</span>
        {t(`audience.name.${key}`)}
        <span className="figures ms-auto font-sans text-base text-faint">
          {t('audience.people', { count: size })}
        </span>
      </h2>
      <p className="pt-2">{t(`audience.about.${key}`)}</p>
      <p className="pt-1 text-sm text-faint">{facts.filter(Boolean).join(' · ')}</p>
      <p className="pt-3 text-sm text-soft">{t(`audience.idea.${key}`)}</p>
      <p className="mt-auto pt-4">
        <Link className="link" to={`/studio/audience/segments/${id}`}>
          {t('audience.openSegment')}
        </Link>
      </p>
    </li>
  )
}
