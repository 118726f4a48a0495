import type * as analytics from '#analytics'
import type * as commerce from '#commerce'
import { useOff } from '../../commerce/coupons/use-off.ts'
import { useWords } from '../../i18n/use-words.ts'
import { Button } from '../../ui/controls/button.tsx'
import { Confirm } from '../../ui/controls/confirm.tsx'
import { SelectField } from '../../ui/controls/field.tsx'
import { Form } from '../../ui/controls/form.tsx'
import { Badge } from '../../ui/display/badge.tsx'

type CardProps = { campaign: commerce.Campaign; segments: analytics.Segment[] }

export function CampaignCard({ campaign, segments }: CardProps) {
  const { t, date } = useWords()
  const off = useOff()
  const { id, item, over } = campaign
  return (
    <li className="panel grid gap-5">
      <div>
        <div className="flex flex-wrap items-baseline gap-x-4 gap-y-1">
          <h2 className="min-w-0 break-words text-xl">{campaign.name}</h2>
          <strong className="font-serif text-lg">{off(campaign.off)}</strong>
          <Badge tone={over ? 'plain' : 'moss'}>{t(`coupons.status.${over ?? 'runs'}`)}</Badge>
        </div>
        <p className="pt-1 text-sm text-soft">
          {item ? item.title : t('coupons.any')}
          {' · '}
          {t('coupons.until', { date: date(campaign.validUntil) })}
        </p>
      </div>
      <Figures campaign={campaign} />
      {!over && (
        <>
          <GiveForm campaignId={id} segments={segments} />
          <Confirm label={t('coupons.end')}>
            <p className="pb-4 text-sm">{t('coupons.endLead')}</p>
            <Form>
              <input type="hidden" name="campaignId" value={id} />
              <Button tone="danger" name="intent" value="end">
                {t('coupons.end')}
              </Button>
            </Form>
          </Confirm>
        </>
      )}
    </li>
  )
}

function Figures({ campaign: { given, used, maxUses, income } }: Pick<CardProps, 'campaign'>) {
  const { t, money, count } = useWords()
  const of = maxUses === null ? null : { used: count(used), max: count(maxUses) }
  const figures = [
    { label: t('coupons.given'), value: count(given) },
    { label: t('coupons.used'), value: of ? t('coupons.ofUses', of) : count(used) },
    { label: t('coupons.income'), value: money(income), hint: t('coupons.incomeHint') },
  ]
  return (
    <dl className="grid gap-x-8 gap-y-3 sm:grid-cols-3">
      {figures.map(({ label, value, hint }) => (
        <div key={label}>
          <dt className="text-sm text-faint">{label}</dt>
          <dd className="figures text-xl">{value}</dd>
          {hint && <dd className="text-xs text-faint">{hint}</dd>}
        </div>
      ))}
    </dl>
  )
}

type GiveProps = { campaignId: string; segments: analytics.Segment[] }

function GiveForm({ campaignId, segments }: GiveProps) {
  const { t, count } = useWords()
  if (segments.length === 0) {
    return <p className="text-sm text-faint">{t('coupons.noSegments')}</p>
  }
  return (
    <Form className="grid gap-3">
      <input type="hidden" name="campaignId" value={campaignId} />
      <div className="flex flex-wrap items-end gap-3">
        <SelectField
          label={t('coupons.giveTo')}
          name="segmentId"
          options={segments.map(({ id, key, size }) => ({
            value: id,
            label: t('coupons.people', { name: t(`audience.name.${key}`), size: count(size) }),
          }))}
        />
        <Button tone="primary" name="intent" value="give">
          {t('coupons.give')}
        </Button>
      </div>
      <p className="text-sm text-faint">{t('coupons.giveLead')}</p>
    </Form>
  )
}
