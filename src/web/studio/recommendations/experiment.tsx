import type * as recommendations from '#recommendations'
import { useWords } from '../../i18n/use-words.ts'
import { Chart } from '../../ui/charts/chart.tsx'
import { Whiskers } from '../../ui/charts/whiskers.tsx'
import { Notice } from '../../ui/display/notice.tsx'

type Uplift = recommendations.Uplift
type ExperimentProps = { uplift: Uplift; days: number; isOn: boolean; percent: number }

const arms = ['model', 'control'] as const
const measures = ['people', 'shown', 'clicked', 'bought'] as const

/** What recommending brought with real readers, or plainly that nobody can know yet. */
export function Experiment({ uplift, days, isOn, percent }: ExperimentProps) {
  const { t, count } = useWords()
  const { model, control, needed } = uplift
  const lacks = { needed, model: count(model.people), control: count(control.people) }
  return (
    <section aria-labelledby="experiment">
      <div className="channel">
        <h2 id="experiment">{t('recStudio.experiment')}</h2>
      </div>
      <p className="max-w-(--measure) pb-6 text-soft">
        {isOn ? t('recStudio.experimentHint', { days, percent }) : t('recStudio.experimentOff')}
      </p>
      <table className="rows">
        <thead>
          <tr>
            <th scope="col">
              <span className="sr-only">{t('recStudio.experiment')}</span>
            </th>
            {measures.map((measure) => (
              <th key={measure} scope="col" className="number">
                {t(`recStudio.arm.${measure}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {arms.map((arm) => (
            <tr key={arm}>
              <td>{t(`recStudio.arm.${arm}`)}</td>
              {measures.map((measure) => (
                <td key={measure} className="number" data-label={t(`recStudio.arm.${measure}`)}>
                  {count(uplift[arm][measure])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <div className="pt-8">
        {uplift.clickers ? (
          <Differences uplift={uplift} />
        ) : (
          isOn && <Notice tone="ochre">{t('recStudio.notEnough', lacks)}</Notice>
        )}
      </div>
    </section>
  )
}

const outcomes = [
  ['clickers', 'people'],
  ['buyers', 'people'],
  ['clickRate', 'showings'],
] as const

function Differences({ uplift }: { uplift: Uplift }) {
  const { t } = useWords()
  const rows = outcomes.flatMap(([name, unit]) => {
    const interval = uplift[name]
    if (!interval) return []
    const { difference, low, high } = interval
    const verdict = low > 0 ? 'better' : high < 0 ? 'worse' : 'unclear'
    const said = t(`recStudio.uplift.${unit}`, {
      more: t(difference < 0 ? 'recStudio.fewer' : 'recStudio.more'),
      difference: Math.abs(difference * 100).toFixed(1),
      low: signed(low),
      high: signed(high),
    })
    const label = t(`recStudio.${name}`)
    const text = `${t(`recStudio.uplift.${verdict}`)} ${said}`
    return [{ label, low, middle: difference, high, text }]
  })
  return (
    <Chart
      caption={t('recStudio.whiskersSay')}
      columns={['', '−', '·', '+']}
      rows={rows.map(({ label, low, middle, high }) => [
        label,
        signed(low),
        signed(middle),
        signed(high),
      ])}
    >
      <Whiskers rows={rows} />
    </Chart>
  )
}

/** In hundredths, with a true minus. */
function signed(part: number): string {
  const text = Math.abs(part * 100).toFixed(1)
  return part < 0 ? `−${text}` : `+${text}`
}
