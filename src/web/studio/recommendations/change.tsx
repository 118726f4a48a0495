import type * as recommendations from '#recommendations'
import { useWords } from '../../i18n/use-words.ts'
import { findWords } from '../../i18n/words.ts'
import { Badge } from '../../ui/display/badge.tsx'

type Model = recommendations.ReportedModel

/** What is different from the model before: kind, figures, data, parameters. */
export function Change({ served, before }: { served: Model; before: Model | null }) {
  const { t, count, date } = useWords()
  if (!before) return null
  const testOf = ({ card }: Model) => card.rows.find(({ kind }) => kind === card.chosen)?.test
  const score = (part: number | undefined) => (part === undefined ? '—' : (part * 100).toFixed(1))
  const rows = [
    ['kind', (one: Model) => t(`recStudio.kind.${one.kind}`)],
    ['ndcg', (one: Model) => score(testOf(one)?.ndcg)],
    ['hit', (one: Model) => score(testOf(one)?.hit)],
    ['people', ({ card }: Model) => count(card.data.people)],
    ['items', ({ card }: Model) => count(card.data.items)],
    ['pairs', ({ card }: Model) => count(card.data.pairs)],
    ['learnt', ({ createdAt }: Model) => date(createdAt, 'minute')],
  ] as const
  return (
    <section aria-labelledby="changed">
      <div className="channel">
        <h2 id="changed">{t('recStudio.changed')}</h2>
      </div>
      <table className="rows">
        <thead>
          <tr>
            <th scope="col">
              <span className="sr-only">{t('recStudio.method')}</span>
            </th>
            <th scope="col">{t('recStudio.before')}</th>
            <th scope="col">{t('recStudio.now')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, of]) => (
            <tr key={name}>
              <td>{t(`recStudio.row.${name}`)}</td>
              <td data-label={t('recStudio.before')}>{of(before)}</td>
              <td data-label={t('recStudio.now')}>{of(served)}</td>
            </tr>
          ))}
          <tr>
            <td>{t('recStudio.params')}</td>
            <td data-label={t('recStudio.before')}>
              <Parameters model={before} />
            </td>
            <td data-label={t('recStudio.now')}>
              <Parameters model={served} />
            </td>
          </tr>
        </tbody>
      </table>
      <p className="max-w-(--measure) pt-3 text-sm text-faint">{t('recStudio.changedHint')}</p>
    </section>
  )
}

function Parameters({ model: { card } }: { model: Model }) {
  const { locale } = useWords()
  const point = card.rows.find(({ kind }) => kind === card.chosen)?.point ?? {}
  const said = Object.entries(point).map(([name, value]) => {
    const words = findWords(locale, `recStudio.param.${name}`) ?? name
    return `${words} ${Number(value.toPrecision(3))}`
  })
  return <span className="figures text-sm">{said.join(' · ') || '—'}</span>
}

const tones = { due: 'plain', running: 'water', done: 'moss', failed: 'seal' } as const

/** The latest searches for a model, with what came of each. */
export function Trainings({ trainings }: { trainings: recommendations.ReportedTraining[] }) {
  const { t, date, span } = useWords()
  if (trainings.length === 0) return null
  return (
    <section aria-labelledby="trainings">
      <div className="channel">
        <h2 id="trainings">{t('recStudio.trainings')}</h2>
      </div>
      <ol className="grid gap-3">
        {trainings.map(({ id, state, isPlanned, createdAt, endedAt, trials, chosen, error }) => (
          <li key={id} className="flex flex-wrap items-baseline gap-x-4 gap-y-1">
            <Badge tone={tones[state]}>{t(`recStudio.state.${state}`)}</Badge>
            <span className="figures">{date(createdAt, 'minute')}</span>
            <span className="text-sm text-faint">
              {[
                t(isPlanned ? 'recStudio.planned' : 'recStudio.asked'),
                trials > 0 && t('recStudio.trials', { count: trials }),
                endedAt &&
                  t('recStudio.took', {
                    span: span((endedAt.getTime() - createdAt.getTime()) / 1000),
                  }),
                chosen && t('recStudio.became', { kind: t(`recStudio.kind.${chosen}`) }),
              ]
                .filter(Boolean)
                .join(' · ')}
            </span>
            {error && <code className="w-full text-sm break-words text-seal">{error}</code>}
          </li>
        ))}
      </ol>
    </section>
  )
}
