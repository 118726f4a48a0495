import type { OrderFile } from '#commerce'
import { formatDecimal } from '#kernel/money.ts'
import { useWords } from '../../i18n/use-words.ts'
import { Button } from '../../ui/controls/button.tsx'
import { Confirm } from '../../ui/controls/confirm.tsx'
import { Choice, TextField } from '../../ui/controls/field.tsx'
import { Form } from '../../ui/controls/form.tsx'

/** Says what will happen before it does: how much goes back of what, and whose access ends. */
export function RefundForm({ order, cases }: Pick<OrderFile, 'order' | 'cases'>) {
  const { t, money } = useWords()
  const { currency } = order.total
  return (
    <Confirm label={t('studio.refund')} tone="danger">
      <p className="pb-4 text-sm">{t('refunds.staffLead')}</p>
      <Form className="grid gap-5">
        <input type="hidden" name="intent" value="refund" />
        {order.lines.map(({ itemId, title, amount }, position) => {
          const left = { currency, minor: amount.minor - givenBack(cases, position) }
          return (
            <fieldset key={itemId} className="field">
              <legend>{title}</legend>
              <div className="grid justify-items-start gap-4">
                <div className="w-44">
                  <TextField
                    label={t('refunds.lineAmount')}
                    name={`amount${position}`}
                    inputMode="decimal"
                    pattern="\d+(\.\d+)?"
                    defaultValue={formatDecimal(left)}
                    hint={t('refunds.left', { amount: money(left, true) })}
                  />
                </div>
                <Choice type="checkbox" name={`returns${position}`} value="1" defaultChecked>
                  {t('refunds.lineReturns')}
                </Choice>
              </div>
            </fieldset>
          )
        })}
        <TextField label={t('studio.refundReason')} name="reason" required maxLength={200} />
        <Button tone="seal" className="w-fit">
          {t('refunds.staffConfirm')}
        </Button>
      </Form>
    </Confirm>
  )
}

function givenBack(cases: OrderFile['cases'], position: number): bigint {
  return cases
    .filter(({ status, carried }) => status === 'approved' && carried !== 'failed')
    .flatMap(({ lines }) => lines)
    .filter((line) => line.position === position)
    .reduce((sum, { amountMinor }) => sum + amountMinor, 0n)
}
