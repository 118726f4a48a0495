import * as commerce from '#commerce'
import { invalid } from '#kernel/errors.ts'
import { formatDecimal, money, parseMoney } from '#kernel/money.ts'
import { useWords } from '../../../i18n/use-words.ts'
import { go, readForm } from '../../../shell/go.ts'
import { visitOf } from '../../../shell/visit.ts'
import { Button } from '../../../ui/controls/button.tsx'
import { SelectField, TextField } from '../../../ui/controls/field.tsx'
import { Form, FormError } from '../../../ui/controls/form.tsx'
import { Crumbs } from '../../../ui/display/crumbs.tsx'
import { requireStaff } from '../../guard.ts'
import type { Route } from './+types/account-page'

const methods: commerce.PayoutMethod[] = ['alipay', 'wechat', 'bank']

export async function loader({ context }: Route.LoaderArgs) {
  const { ctx, site } = visitOf(context)
  requireStaff(ctx, 'creator')
  const account = await commerce.findPayoutAccount(ctx)
  const auto = account?.autoFromMinor
  return { account, autoFrom: auto ? formatDecimal(money(auto, site.currency)) : '' }
}

export async function action({ context, request }: Route.ActionArgs) {
  const { ctx, site } = visitOf(context)
  const field = await readForm(request)
  const method = methods.find((name) => name === field('method'))
  const auto = field('autoFrom').trim()
  const autoFrom = auto ? parseMoney(auto, site.currency) : null
  if (!method || (auto && !autoFrom)) throw invalid('payout.bad_account')
  await commerce.savePayoutAccount(
    ctx,
    { method, account: field('account'), name: field('name') },
    { autoFromMinor: autoFrom?.minor ?? null },
  )
  return go('/studio/money?done=saved')
}

export default function AccountPage({ loaderData: { account, autoFrom } }: Route.ComponentProps) {
  const { t } = useWords()
  return (
    <>
      <Crumbs trail={[{ label: t('money.title'), to: '/studio/money' }]} />
      <h1 className="pt-4 pb-3 text-2xl">{t('money.payoutAccount')}</h1>
      <p className="max-w-prose pb-8 text-sm text-faint">{t('money.accountExplained')}</p>
      <FormError />
      <Form className="grid max-w-lg gap-5">
        <SelectField
          label={t('money.method')}
          name="method"
          defaultValue={account?.method ?? 'alipay'}
          hint={
            account &&
            t('money.current', { method: t(`money.method.${account.method}`), hint: account.hint })
          }
          options={methods.map((method) => ({ value: method, label: t(`money.method.${method}`) }))}
        />
        <TextField
          label={t('money.accountNumber')}
          name="account"
          required
          maxLength={200}
          autoComplete="off"
        />
        <TextField label={t('money.realName')} name="name" required maxLength={60} />
        <TextField
          label={t('money.autoFrom')}
          hint={t('money.autoFromHint')}
          name="autoFrom"
          inputMode="decimal"
          defaultValue={autoFrom}
          maxLength={14}
        />
        <Button tone="primary" className="w-fit">
          {t('money.save')}
        </Button>
      </Form>
    </>
  )
}
