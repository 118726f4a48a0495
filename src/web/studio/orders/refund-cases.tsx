import type { OrderFile } from '#commerce'
import { RefundBadge } from '../../commerce/refunds/refund-progress.tsx'
import { useWords } from '../../i18n/use-words.ts'
import { Button } from '../../ui/controls/button.tsx'
import { Form } from '../../ui/controls/form.tsx'

/** What was asked to be given back, how far it is, and a second try after a refusal. */
export function RefundCases({ cases }: Pick<OrderFile, 'cases'>) {
  const { t, money, date } = useWords()
  if (cases.length === 0) return null
  return (
    <section aria-labelledby="cases">
      <h2 id="cases" className="pb-3 text-lg">
        {t('refunds.cases')}
      </h2>
      <ul className="grid gap-4">
        {cases.map((one) => (
          <li key={one.id} className="flex flex-wrap items-center gap-x-4 gap-y-1">
            <RefundBadge one={one} />
            <span className="figures">{money(one.amount, true)}</span>
            <span className="text-sm text-faint">{date(one.createdAt, 'minute')}</span>
            <span className="text-sm text-soft">{one.reason}</span>
            {one.status === 'approved' && one.carried === 'failed' && (
              <Form>
                <input type="hidden" name="intent" value="retry" />
                <input type="hidden" name="caseId" value={one.id} />
                <Button size="small">{t('refunds.retry')}</Button>
              </Form>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
