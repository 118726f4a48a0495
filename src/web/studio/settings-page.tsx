import { useSearchParams } from 'react-router'
import { formatDecimal, parseMoney } from '#kernel/money.ts'
import { getSettings, type SiteSettings, saveSettings } from '#platform/settings/settings.ts'
import { merchantMethods, methodWords } from '../commerce/order.ts'
import { useWords } from '../i18n/use-words.ts'
import { go, readForm } from '../shell/go.ts'
import { ctxOf } from '../shell/visit.ts'
import { Button } from '../ui/controls/button.tsx'
import { Choice, SelectField, TextField } from '../ui/controls/field.tsx'
import { Form, FormError } from '../ui/controls/form.tsx'
import { Notice } from '../ui/display/notice.tsx'
import type { Route } from './+types/settings-page'
import { requireStaff } from './guard.ts'

export async function loader({ context }: Route.LoaderArgs) {
  const ctx = ctxOf(context)
  requireStaff(ctx, 'owner')
  return { settings: await getSettings(ctx) }
}

export async function action({ context, request }: Route.ActionArgs) {
  const field = await readForm(request)
  await saveSettings(ctxOf(context), {
    siteName: field('siteName'),
    tagline: field('tagline'),
    contactEmail: field('contactEmail').trim(),
    icp: field('icp'),
    orderTtlMinutes: Number(field('orderTtlMinutes')),
    personalAlipayCode: field('personalAlipayCode'),
    personalWechatCode: field('personalWechatCode'),
    refundWindowDays: Number(field('refundWindowDays')),
    refundChargesUse: field('refundChargesUse') === 'on',
    refundApprovalMinor: minorOf(field('refundApproval')),
    disputeAccess: disputeAccesses.find((one) => one === field('disputeAccess')) ?? 'at_once',
    latePayments: field('latePayments') === 'refund' ? 'refund' : 'honour',
    paymentMethods: merchantMethods.filter((method) => field(method) === 'on'),
    openRegistration: field('openRegistration') === 'on',
  })
  return go('/studio/settings?done=saved')
}

const disputeAccesses = ['at_once', 'when_lost', 'keep'] as const

/** A setting's amount; what cannot be read is refused with the other settings. */
function minorOf(text: string): string {
  const amount = parseMoney(text.trim(), 'CNY')
  return amount ? String(amount.minor) : ''
}

export default function SettingsPage({ loaderData: { settings } }: Route.ComponentProps) {
  const { t } = useWords()
  const [search] = useSearchParams()
  return (
    <>
      <h1 className="pb-8 text-2xl">{t('studio.settings')}</h1>
      {search.get('done') === 'saved' && (
        <Notice tone="moss" role="status" className="mb-8">
          {t('studio.settingsSaved')}
        </Notice>
      )}
      <FormError />
      <Form className="grid max-w-2xl gap-12">
        <SiteFields settings={settings} />
        <SaleFields settings={settings} />
        <CodeFields settings={settings} />
        <RefundFields settings={settings} />
        <Button tone="primary" className="w-fit">
          {t('accounts.save')}
        </Button>
      </Form>
    </>
  )
}

function SiteFields({ settings }: { settings: SiteSettings }) {
  const { t } = useWords()
  return (
    <section className="grid gap-5" aria-labelledby="site">
      <div className="channel mb-0">
        <h2 id="site">{t('setup.site')}</h2>
      </div>
      <TextField
        label={t('setup.siteName')}
        name="siteName"
        defaultValue={settings.siteName}
        required
        maxLength={40}
      />
      <TextField
        label={t('studio.tagline')}
        hint={t('studio.taglineHint')}
        name="tagline"
        defaultValue={settings.tagline}
        maxLength={120}
      />
      <div className="grid gap-5 sm:grid-cols-2">
        <TextField
          label={t('studio.contactEmail')}
          name="contactEmail"
          type="email"
          defaultValue={settings.contactEmail}
        />
        <TextField label={t('studio.icp')} name="icp" defaultValue={settings.icp} maxLength={60} />
      </div>
      <Choice type="checkbox" name="openRegistration" defaultChecked={settings.openRegistration}>
        {t('studio.openRegistration')}
      </Choice>
    </section>
  )
}

function SaleFields({ settings }: { settings: SiteSettings }) {
  const { t } = useWords()
  return (
    <section className="grid gap-5" aria-labelledby="sale">
      <div className="channel mb-0">
        <h2 id="sale">{t('studio.selling')}</h2>
      </div>
      <fieldset className="field">
        <legend>{t('setup.methods')}</legend>
        <div className="grid gap-2 sm:grid-cols-2">
          {merchantMethods.map((method) => (
            <Choice
              key={method}
              type="checkbox"
              name={method}
              defaultChecked={settings.paymentMethods.includes(method)}
            >
              {t(methodWords[method])}
            </Choice>
          ))}
        </div>
      </fieldset>
      <div className="grid gap-5 sm:grid-cols-2">
        <TextField
          label={t('studio.orderTtl')}
          hint={t('studio.orderTtlHint')}
          name="orderTtlMinutes"
          type="number"
          min={5}
          max={1440}
          defaultValue={settings.orderTtlMinutes}
          required
        />
        <SelectField
          label={t('studio.latePayments')}
          name="latePayments"
          defaultValue={settings.latePayments}
          options={[
            { value: 'honour', label: t('studio.lateHonour') },
            { value: 'refund', label: t('studio.lateRefund') },
          ]}
        />
      </div>
    </section>
  )
}

function RefundFields({ settings }: { settings: SiteSettings }) {
  const { t } = useWords()
  return (
    <section className="grid gap-5" aria-labelledby="refunds">
      <div className="channel mb-0">
        <h2 id="refunds">{t('refunds.title')}</h2>
      </div>
      <div className="grid gap-5 sm:grid-cols-2">
        <TextField
          label={t('refunds.windowDays')}
          hint={t('refunds.windowDaysHint')}
          name="refundWindowDays"
          type="number"
          min={0}
          max={365}
          defaultValue={settings.refundWindowDays}
          required
        />
        <TextField
          label={t('refunds.approvalAbove')}
          hint={t('refunds.approvalAboveHint')}
          name="refundApproval"
          inputMode="decimal"
          defaultValue={formatDecimal({
            minor: BigInt(settings.refundApprovalMinor),
            currency: settings.currency,
          })}
          required
        />
      </div>
      <SelectField
        label={t('disputes.access')}
        name="disputeAccess"
        defaultValue={settings.disputeAccess}
        options={disputeAccesses.map((value) => ({
          value,
          label: t(`disputes.access.${value}`),
        }))}
      />
      <Choice type="checkbox" name="refundChargesUse" defaultChecked={settings.refundChargesUse}>
        {t('refunds.chargesUse')}
      </Choice>
    </section>
  )
}

function CodeFields({ settings }: { settings: SiteSettings }) {
  const { t } = useWords()
  return (
    <section className="grid gap-5" aria-labelledby="codes">
      <div className="channel mb-0">
        <h2 id="codes">{t('transfers.codes')}</h2>
      </div>
      <p className="text-sm text-faint">{t('transfers.codesHint')}</p>
      <div className="grid gap-5 sm:grid-cols-2">
        <TextField
          label={t('transfers.alipayCode')}
          name="personalAlipayCode"
          defaultValue={settings.personalAlipayCode}
          maxLength={300}
        />
        <TextField
          label={t('transfers.wechatCode')}
          name="personalWechatCode"
          defaultValue={settings.personalWechatCode}
          maxLength={300}
        />
      </div>
    </section>
  )
}
