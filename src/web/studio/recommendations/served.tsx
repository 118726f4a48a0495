import type * as recommendations from '#recommendations'
import { useWords } from '../../i18n/use-words.ts'
import { Button } from '../../ui/controls/button.tsx'
import { Form } from '../../ui/controls/form.tsx'
import { Notice } from '../../ui/display/notice.tsx'

type ServedProps = {
  served: recommendations.ReportedModel | null
  open: recommendations.ReportedTraining | undefined
}

/** Which model there is, what its kind does, and why it is this one. */
export function Served({ served, open }: ServedProps) {
  const { t, date, count } = useWords()
  return (
    <section aria-labelledby="served">
      <div className="panel">
        <h2 id="served" className="text-sm text-faint">
          {t('recStudio.served')}
        </h2>
        {served ? (
          <>
            <p className="pt-1 font-serif text-2xl">
              {t(`recStudio.kind.${served.kind}`)}{' '}
              <span className="font-sans text-sm text-faint">
                {t('recStudio.since', { date: date(served.createdAt, 'minute') })}
              </span>
            </p>
            <p className="max-w-(--measure) pt-2 text-soft">{t(`recStudio.does.${served.kind}`)}</p>
            <p className="max-w-(--measure) pt-4">
              <strong className="font-semibold">{t('recStudio.why')}</strong>
              {t('recStudio.colon')}
              {t(`recStudio.because.${served.card.because}`, {
                count: served.card.rows.length,
              })}
            </p>
            <p className="pt-1 text-sm text-faint">
              {t('recStudio.learntFrom', {
                people: count(served.card.data.people),
                items: count(served.card.data.items),
                pairs: count(served.card.data.pairs),
                seconds: Math.max(1, Math.round(served.card.seconds)),
              })}
            </p>
          </>
        ) : (
          <>
            <p className="pt-1 font-serif text-2xl">{t('recStudio.noModel')}</p>
            <p className="max-w-(--measure) pt-2 text-soft">{t('recStudio.noModelHint')}</p>
          </>
        )}
        <div className="pt-5">
          {open ? (
            <Notice>
              {open.state === 'due'
                ? t('recStudio.waiting')
                : t('recStudio.learning', { count: open.trials })}
            </Notice>
          ) : (
            <Form>
              <input type="hidden" name="intent" value="learn" />
              <Button>{t('recStudio.learnNow')}</Button>
            </Form>
          )}
        </div>
      </div>
    </section>
  )
}
