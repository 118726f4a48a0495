import { useSearchParams } from 'react-router'
import * as commerce from '#commerce'
import { invalid } from '#kernel/errors.ts'
import { money as amountOf, parseMoney } from '#kernel/money.ts'
import { useWords } from '../../i18n/use-words.ts'
import { go, readForm } from '../../shell/go.ts'
import { visitOf } from '../../shell/visit.ts'
import { FormError } from '../../ui/controls/form.tsx'
import { Notice } from '../../ui/display/notice.tsx'
import { requireStaff } from '../guard.ts'
import type { Route } from './+types/overview-page'
import { AccountTable, CreatorTable, OwnStages, RunTable } from './balances.tsx'
import { MoneyTabs } from './money-tabs.tsx'
import { RequestForm } from './payouts/request-form.tsx'
import { thisMonth } from './this-month.ts'

export async function loader({ context }: Route.LoaderArgs) {
  const { ctx, site } = visitOf(context)
  requireStaff(ctx, 'creator')
  const [overview, account] = await Promise.all([
    commerce.getMoneyOverview(ctx),
    commerce.findPayoutAccount(ctx),
  ])
  return { overview, account, month: thisMonth(ctx.now), holdDays: site.holdDays }
}

export async function action({ context, request }: Route.ActionArgs) {
  const { ctx, site } = visitOf(context)
  const field = await readForm(request)
  const amount = parseMoney(field('amount').trim(), site.currency)
  if (!amount) throw invalid('price.unreadable')
  const { number } = await commerce.requestPayout(ctx, { amountMinor: amount.minor })
  return go(`/studio/money/payouts/${number}?done=requested`)
}

export default function MoneyPage({ loaderData }: Route.ComponentProps) {
  const { overview, account, month, holdDays } = loaderData
  const { own, accounts, creators, runs } = overview
  const { t, money } = useWords()
  const [search] = useSearchParams()
  const owes = own.payable.minor < 0n
  return (
    <>
      <MoneyTabs current="overview" month={month} />
      {search.get('done') === 'saved' && (
        <Notice tone="moss" role="status" className="mb-8">
          {t('money.done.saved')}
        </Notice>
      )}
      <FormError />
      <section aria-labelledby="mine">
        <div className="channel">
          <h2 id="mine">{t('money.mine')}</h2>
        </div>
        <OwnStages own={own} />
        <p className="pt-3 text-sm text-faint">{t('money.heldHint', { days: holdDays })}</p>
        {owes && (
          <Notice tone="ochre" className="mt-4">
            {t('money.owing', {
              amount: money(amountOf(-own.payable.minor, own.payable.currency), true),
            })}
          </Notice>
        )}
        <RequestForm account={account} payable={own.payable} />
      </section>
      {accounts && accounts.length > 0 && (
        <section className="pt-14" aria-labelledby="accounts">
          <div className="channel">
            <h2 id="accounts">{t('money.accounts')}</h2>
          </div>
          <AccountTable accounts={accounts} />
        </section>
      )}
      {creators && creators.length > 0 && (
        <section className="pt-14" aria-labelledby="creators">
          <div className="channel">
            <h2 id="creators">{t('money.creators')}</h2>
          </div>
          <CreatorTable creators={creators} month={month} />
        </section>
      )}
      <section className="pt-14" aria-labelledby="runs">
        <div className="channel">
          <h2 id="runs">{t('money.runs')}</h2>
        </div>
        <RunTable runs={runs} />
      </section>
    </>
  )
}
