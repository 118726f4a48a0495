import type { PayoutAccount } from '#commerce'
import { formatDecimal, type Money } from '#kernel/money.ts'
import { useWords } from '../../../i18n/use-words.ts'
import { Button, ButtonLink } from '../../../ui/controls/button.tsx'
import { TextField } from '../../../ui/controls/field.tsx'
import { Form } from '../../../ui/controls/form.tsx'
import { Link } from '../../../ui/controls/link.tsx'

type RequestFormProps = { account: PayoutAccount | null; payable: Money }

/** Asks for a payout once it is known where to, and there is something to pay. */
export function RequestForm({ account, payable }: RequestFormProps) {
  const { t, money } = useWords()
  if (!account) {
    return (
      <ButtonLink to="/studio/money/account" className="mt-6">
        {t('money.setAccount')}
      </ButtonLink>
    )
  }
  const method = t(`money.method.${account.method}`)
  return (
    <div className="pt-6">
      <p className="pb-4 text-sm">
        <span className="text-faint">{t('money.payTo')}</span> {method}{' '}
        <span className="figures">{account.hint}</span> ·{' '}
        <Link className="link" to="/studio/money/account">
          {t('money.changeAccount')}
        </Link>
      </p>
      {payable.minor > 0n && (
        <Form className="flex max-w-md items-start gap-3">
          <div className="flex-1">
            <TextField
              label={t('money.payoutAmount')}
              hint={t('money.payoutAmountHint', { amount: money(payable, true) })}
              name="amount"
              inputMode="decimal"
              defaultValue={formatDecimal(payable)}
              required
              maxLength={14}
            />
          </div>
          <Button tone="primary" className="mt-7 flex-none">
            {t('money.requestPayout')}
          </Button>
        </Form>
      )}
    </div>
  )
}
