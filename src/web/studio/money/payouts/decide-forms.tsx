import type { PayoutFile } from '#commerce'
import { useWords } from '../../../i18n/use-words.ts'
import { Button } from '../../../ui/controls/button.tsx'
import { Confirm } from '../../../ui/controls/confirm.tsx'
import { TextField } from '../../../ui/controls/field.tsx'
import { Form } from '../../../ui/controls/form.tsx'

export function ApproveForm() {
  const { t } = useWords()
  return (
    <Form>
      <input type="hidden" name="intent" value="approve" />
      <p className="pb-3 text-sm text-faint">{t('money.approveHint')}</p>
      <Button tone="primary">{t('money.approve')}</Button>
    </Form>
  )
}

/** The whole account is shown here only, to who is about to pay. */
export function PayForm({ details }: { details: NonNullable<PayoutFile['details']> }) {
  const { t } = useWords()
  return (
    <Confirm label={t('money.payByHand')}>
      <p className="pb-4 text-sm">{t('money.payByHandHint')}</p>
      <dl className="grid gap-1 pb-4 text-sm">
        <div>
          <dt className="inline text-faint">{t('money.realName')}</dt>{' '}
          <dd className="inline">{details.name}</dd>
        </div>
        <div>
          <dt className="inline text-faint">{t('money.accountNumber')}</dt>{' '}
          <dd className="figures inline">{details.account}</dd>
        </div>
      </dl>
      <Form className="grid gap-4">
        <input type="hidden" name="intent" value="pay" />
        <TextField label={t('money.proof')} name="proof" required maxLength={200} />
        <Button tone="primary" className="w-fit">
          {t('money.payByHand')}
        </Button>
      </Form>
    </Confirm>
  )
}

export function CancelForm() {
  const { t } = useWords()
  return (
    <Confirm label={t('money.cancel')} tone="danger">
      <Form className="grid gap-4">
        <input type="hidden" name="intent" value="cancel" />
        <TextField label={t('money.cancelReason')} name="reason" required maxLength={200} />
        <Button tone="seal" className="w-fit">
          {t('money.cancel')}
        </Button>
      </Form>
    </Confirm>
  )
}
