import { useSearchParams } from 'react-router'
import * as accounts from '#accounts'
import * as commerce from '#commerce'
import { invalid } from '#kernel/errors.ts'
import { money as amountOf, formatDecimal, type Money, parseMoney } from '#kernel/money.ts'
import type { Ctx } from '#platform/ctx.ts'
import { type SiteSettings, saveSettings } from '#platform/settings/settings.ts'
import { useWords } from '../../i18n/use-words.ts'
import { go, readForm } from '../../shell/go.ts'
import { visitOf } from '../../shell/visit.ts'
import { Button } from '../../ui/controls/button.tsx'
import { TextField } from '../../ui/controls/field.tsx'
import { Form, FormError } from '../../ui/controls/form.tsx'
import { Notice } from '../../ui/display/notice.tsx'
import { requireStaff } from '../guard.ts'
import type { Route } from './+types/rules-page'
import { MoneyTabs } from './money-tabs.tsx'
import { readPercent, showPercent } from './percent.ts'
import { TermsSection } from './terms-section.tsx'
import { thisMonth } from './this-month.ts'

export async function loader({ context }: Route.LoaderArgs) {
  const { ctx, site } = visitOf(context)
  requireStaff(ctx, 'owner')
  return { site, terms: await commerce.listCreatorTerms(ctx), month: thisMonth(ctx.now) }
}

export async function action({ context, request }: Route.ActionArgs) {
  const { ctx, site } = visitOf(context)
  const field = await readForm(request)
  switch (field('intent')) {
    case 'site':
      await saveSiteRules(ctx, site, field)
      break
    case 'agree':
      await agree(ctx, site, field)
      break
    case 'drop':
      await commerce.setCreatorTerms(ctx, field('personId'), null)
      break
    default:
      throw invalid('form.unknown_intent')
  }
  return go('/studio/money/rules?done=saved')
}

type Field = (name: string) => string

async function saveSiteRules(ctx: Ctx, site: SiteSettings, field: Field): Promise<void> {
  const feeRate = readPercent(field('feeRate'))
  const amounts = ['feeFixed', 'payoutMin', 'payoutLimit'].map((name) =>
    parseMoney(field(name).trim(), site.currency),
  )
  const [fixed, min, limit] = amounts.map((amount) => amount && inSettings(amount))
  const unread = [feeRate, fixed, min, limit].some((value) => typeof value !== 'number')
  if (unread) throw invalid('settings.invalid')
  await saveSettings(ctx, {
    platformFeeBasisPoints: feeRate ?? 0,
    platformFeeFixedMinor: fixed ?? 0,
    holdDays: Number(field('holdDays')),
    payoutMinMinor: min ?? 0,
    payoutApprovalAboveMinor: limit ?? 0,
  })
}

/** Settings are JSON; what they may be at most is exact as a number. */
function inSettings({ minor }: Money): number {
  return Number(minor.toString())
}

async function agree(ctx: Ctx, site: SiteSettings, field: Field): Promise<void> {
  const { id } = await accounts.getAuthor(ctx, field('username').trim())
  const basisPoints = readPercent(field('feeRate'))
  const fixed = parseMoney(field('feeFixed').trim() || '0', site.currency)
  if (basisPoints === null || !fixed) throw invalid('terms.invalid')
  await commerce.setCreatorTerms(ctx, id, { basisPoints, fixedMinor: fixed.minor })
}

export default function RulesPage({ loaderData: { site, terms, month } }: Route.ComponentProps) {
  const { t } = useWords()
  const [search] = useSearchParams()
  return (
    <>
      <MoneyTabs current="rules" month={month} />
      {search.get('done') === 'saved' && (
        <Notice tone="moss" role="status" className="mb-8">
          {t('money.done.saved')}
        </Notice>
      )}
      <FormError />
      <p className="max-w-prose pb-6 text-sm text-faint">{t('money.rulesExplained')}</p>
      <SiteRules site={site} />
      <TermsSection terms={terms} currency={site.currency} />
    </>
  )
}

function SiteRules({ site }: { site: SiteSettings }) {
  const { t } = useWords()
  const decimal = (minor: number) => formatDecimal(amountOf(BigInt(minor), site.currency))
  const amount = { inputMode: 'decimal', required: true, maxLength: 14 } as const
  return (
    <Form className="grid max-w-2xl gap-5">
      <input type="hidden" name="intent" value="site" />
      <div className="grid gap-5 sm:grid-cols-2">
        <TextField
          {...amount}
          label={t('money.feeRate')}
          name="feeRate"
          defaultValue={showPercent(site.platformFeeBasisPoints)}
        />
        <TextField
          {...amount}
          label={t('money.feeFixed')}
          name="feeFixed"
          defaultValue={decimal(site.platformFeeFixedMinor)}
        />
        <TextField
          label={t('money.holdDays')}
          name="holdDays"
          type="number"
          min={0}
          max={90}
          required
          defaultValue={site.holdDays}
        />
        <TextField
          {...amount}
          label={t('money.payoutMin')}
          name="payoutMin"
          defaultValue={decimal(site.payoutMinMinor)}
        />
        <TextField
          {...amount}
          label={t('money.payoutLimit')}
          name="payoutLimit"
          defaultValue={decimal(site.payoutApprovalAboveMinor)}
        />
      </div>
      <Button tone="primary" className="w-fit">
        {t('money.save')}
      </Button>
    </Form>
  )
}
