import type * as recommendations from '#recommendations'
import { useWords } from '../../i18n/use-words.ts'
import { Bars } from '../../ui/charts/bars.tsx'
import { Chart } from '../../ui/charts/chart.tsx'
import { Badge } from '../../ui/display/badge.tsx'
import { Notice } from '../../ui/display/notice.tsx'

type Card = recommendations.ReportedModel['card']
type Row = Card['rows'][number]

/** A smaller difference in the ranking score is none that a reader could feel. */
const SAME = 0.02
/** With fewer judged, one person more or less moves a figure by a percent. */
const FEW = 100

/** How good each kind was on what it had not seen; the one in use against popularity. */
export function Quality({ card }: { card: Card }) {
  const { t, count } = useWords()
  const ours = card.rows.find(({ kind }) => kind === card.chosen)
  const base = card.rows.find(({ kind }) => kind === 'popularity')
  const judged = ours?.test.people ?? 0
  return (
    <section aria-labelledby="quality">
      <div className="channel">
        <h2 id="quality">{t('recStudio.quality')}</h2>
      </div>
      {!ours || !base || judged === 0 ? (
        <Notice>{t('recStudio.noQuality')}</Notice>
      ) : (
        <div className="grid gap-8">
          <Verdict ours={ours} base={base} />
          <Ranking card={card} />
          <Figures ours={ours} base={base} />
          <p className="max-w-(--measure) text-sm text-faint">
            {t('recStudio.qualityHint', { people: count(judged) })}{' '}
            {judged < FEW && t('recStudio.fewJudged', { people: count(judged) })}
          </p>
        </div>
      )}
    </section>
  )
}

type Pair = { ours: Row; base: Row }

function Verdict({ ours, base }: Pair) {
  const { t } = useWords()
  if (ours.kind === 'popularity') return null
  const ratio = ours.test.ndcg / Math.max(1e-9, base.test.ndcg)
  const verdict = ratio > 1 + SAME ? 'better' : ratio < 1 - SAME ? 'worse' : 'same'
  const tone = { better: 'moss', same: 'plain', worse: 'seal' } as const
  const words = { ours: per100(ours.test.hit), base: per100(base.test.hit) }
  return (
    <div>
      <p className="max-w-(--measure) font-serif text-xl">{t('recStudio.hitsOf100', words)}</p>
      <p className="pt-2">
        <Badge tone={tone[verdict]}>{t(`recStudio.verdict.${verdict}`)}</Badge>
      </p>
    </div>
  )
}

function Ranking({ card }: { card: Card }) {
  const { t } = useWords()
  const rows = card.rows.toSorted((a, b) => b.test.ndcg - a.test.ndcg)
  const isHighest = card.because !== 'best' || rows[0]?.kind === card.chosen
  const nameOf = ({ kind }: Row) => t(`recStudio.kind.${kind}`)
  const bars = rows.map((row) => {
    const { kind, test } = row
    const note = kind === card.chosen ? 'inUse' : kind === 'popularity' ? 'baseline' : null
    return {
      label: nameOf(row),
      value: test.ndcg,
      text: score(test.ndcg),
      tone: kind === card.chosen ? ('water' as const) : ('plain' as const),
      ...(note && { note: t(`recStudio.${note}`) }),
    }
  })
  return (
    <div>
      <h3 className="pb-4 text-lg">{t('recStudio.ranking')}</h3>
      <Chart
        caption={`${t('recStudio.rankingHint')} ${isHighest ? '' : t('recStudio.notHighest')}`}
        columns={[
          t('recStudio.method'),
          t('recStudio.ranking'),
          t('recStudio.row.hit'),
          t('recStudio.figure.coverage'),
        ]}
        rows={rows.map((row) => [
          nameOf(row),
          score(row.test.ndcg),
          per100(row.test.hit),
          `${per100(row.test.coverage)}%`,
        ])}
      >
        <Bars bars={bars} />
      </Chart>
    </div>
  )
}

function Figures({ ours, base }: Pair) {
  const { t, count } = useWords()
  const readers = ({ test }: Row) => count(Math.max(1, Math.round(2 ** test.novelty)))
  const bias = ({ test }: Row) => test.popularityBias.toFixed(1)
  const said = [
    ['coverage', per100(ours.test.coverage), per100(base.test.coverage)],
    ['novelty', readers(ours), readers(base)],
    ['bias', bias(ours), bias(base)],
  ] as const
  return (
    <dl className="grid gap-6 sm:grid-cols-3">
      {said.map(([name, mine, theirs]) => (
        <div key={name} className="border-t border-line pt-4">
          <dt className="font-semibold">{t(`recStudio.figure.${name}`)}</dt>
          <dd className="pt-1 text-sm text-soft">
            {t(`recStudio.says.${name}`, { ours: mine, base: theirs })}
          </dd>
        </div>
      ))}
    </dl>
  )
}

function per100(part: number): string {
  return String(Math.round(part * 100))
}

function score(part: number): string {
  return (part * 100).toFixed(1)
}
