import type { Money } from '#kernel/money.ts'
import { useWords } from '../../i18n/use-words.ts'
import { Button } from '../../ui/controls/button.tsx'
import { Confirm } from '../../ui/controls/confirm.tsx'
import { TextField } from '../../ui/controls/field.tsx'
import { Form } from '../../ui/controls/form.tsx'

/** Says what will happen before it does: how much goes back, and that access ends. */
export function RefundForm({ total }: { total: Money }) {
  const { t, money } = useWords()
  const amount = money(total, true)
  return (
    <Confirm label={t('studio.refund')} tone="danger">
      <p className="pb-4 text-sm">{t('studio.refundExplained', { amount })}</p>
      <Form className="grid gap-4">
        <input type="hidden" name="intent" value="refund" />
        <TextField label={t('studio.refundReason')} name="reason" required maxLength={200} />
        <Button tone="seal" className="w-fit">
          {t('studio.refundNow', { amount })}
        </Button>
      </Form>
    </Confirm>
  )
}
