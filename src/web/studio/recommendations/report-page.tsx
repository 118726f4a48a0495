import { useSearchParams } from 'react-router'
import { invalid } from '#kernel/errors.ts'
import * as recommendations from '#recommendations'
import { useWords } from '../../i18n/use-words.ts'
import { go, readForm } from '../../shell/go.ts'
import { ctxOf } from '../../shell/visit.ts'
import { FormError } from '../../ui/controls/form.tsx'
import { Notice } from '../../ui/display/notice.tsx'
import { requireStaff } from '../guard.ts'
import type { Route } from './+types/report-page'
import { Change, Trainings } from './change.tsx'
import { Experiment } from './experiment.tsx'
import { Quality } from './quality.tsx'
import { Served } from './served.tsx'
import { RecommendationTabs } from './tabs.tsx'

/** Long enough for a small site to gather people, short enough to be about the model of now. */
const DAYS = 28

export async function loader({ context }: Route.LoaderArgs) {
  const ctx = ctxOf(context)
  requireStaff(ctx, 'owner')
  const [report, uplift, settings] = await Promise.all([
    recommendations.getModelReport(ctx),
    recommendations.measureUplift(ctx, { days: DAYS }),
    recommendations.getRecommendationSettings(ctx),
  ])
  const { experiment, controlPercent } = settings
  return { report, uplift, experiment, controlPercent }
}

export async function action({ context, request }: Route.ActionArgs) {
  const ctx = ctxOf(context)
  const field = await readForm(request)
  if (field('intent') !== 'learn') throw invalid('form.unknown_intent')
  await recommendations.requestTraining(ctx)
  return go('/studio/recommendations?done=learn')
}

export default function ReportPage({ loaderData }: Route.ComponentProps) {
  const { report, uplift, experiment, controlPercent } = loaderData
  const { t } = useWords()
  const [search] = useSearchParams()
  const { served, before, trainings } = report
  return (
    <>
      <RecommendationTabs current="report" />
      {search.get('done') === 'learn' && (
        <Notice tone="moss" role="status" className="mb-8">
          {t('recStudio.done.learn')}
        </Notice>
      )}
      <FormError />
      <div className="grid gap-14">
        <Served served={served} open={trainings.find(isOpen)} />
        {served && <Quality card={served.card} />}
        <Experiment
          uplift={uplift}
          days={DAYS}
          isOn={experiment && controlPercent > 0}
          percent={controlPercent}
        />
        {served && <Change served={served} before={before} />}
        <Trainings trainings={trainings} />
      </div>
    </>
  )
}

function isOpen({ state }: recommendations.ReportedTraining): boolean {
  return state === 'due' || state === 'running'
}
