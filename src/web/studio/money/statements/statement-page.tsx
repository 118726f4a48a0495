import * as commerce from '#commerce'
import { useWords } from '../../../i18n/use-words.ts'
import { go } from '../../../shell/go.ts'
import { ctxOf } from '../../../shell/visit.ts'
import { Button, ButtonLink } from '../../../ui/controls/button.tsx'
import { TextField } from '../../../ui/controls/field.tsx'
import { Form } from '../../../ui/controls/form.tsx'
import { Link } from '../../../ui/controls/link.tsx'
import { Pager } from '../../../ui/controls/pager.tsx'
import { requireStaff } from '../../guard.ts'
import { MoneyTabs } from '../money-tabs.tsx'
import type { Route } from './+types/statement-page'

export async function loader({ context, params, request }: Route.LoaderArgs) {
  const ctx = ctxOf(context)
  requireStaff(ctx, 'creator')
  const search = new URL(request.url).searchParams
  const wanted = search.get('month')
  // The form of the page asks for another month; its address is that month's own.
  if (wanted && /^[\d-]{1,10}$/.test(wanted)) {
    throw go(`/studio/money/statements/${params.personId}/${wanted}`)
  }
  const statement = await commerce.getStatement(ctx, params)
  const after = search.get('after') ?? undefined
  return { statement, page: await commerce.listStatementLines(ctx, statement, { after }) }
}

export default function StatementPage({ loaderData }: Route.ComponentProps) {
  const { statement, page } = loaderData
  const { personId, name, month, opening, closing, totals } = statement
  const { t, money } = useWords()
  const files = `/studio/money/statements/${personId}/${month}/statement`
  return (
    <>
      <MoneyTabs current="statements" month={month} />
      <div className="flex flex-wrap items-end justify-between gap-4 pb-6">
        <h2 className="text-xl">{t('money.statementOf', { name, month })}</h2>
        <Form method="get" className="flex items-end gap-2">
          <TextField label={t('money.month')} name="month" type="month" defaultValue={month} />
          <Button size="small">{t('money.go')}</Button>
        </Form>
      </div>
      <dl className="sums">
        <Sum label={t('money.opening')} value={money(opening, true)} />
        {totals.map(({ kind, amount }) => (
          <Sum key={kind} label={t(`money.line.${kind}`)} value={money(amount, true)} />
        ))}
        <Sum label={t('money.closing')} value={money(closing, true)} />
      </dl>
      <p className="flex flex-wrap gap-3 pt-6 pb-8">
        <ButtonLink to={`${files}.csv`} size="small">
          {t('money.csv')}
        </ButtonLink>
        <ButtonLink to={`${files}.pdf`} size="small">
          {t('money.pdf')}
        </ButtonLink>
      </p>
      {page.items.length > 0 ? (
        <LineTable lines={page.items} />
      ) : (
        <p className="text-sm text-faint">{t('money.noLines')}</p>
      )}
      <Pager next={page.next} />
    </>
  )
}

function Sum({ label, value }: { label: string; value: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  )
}

function LineTable({ lines }: { lines: commerce.StatementLine[] }) {
  const { t, date, money } = useWords()
  return (
    <table className="rows">
      <thead>
        <tr>
          <th scope="col">{t('money.what')}</th>
          <th scope="col">{t('money.number')}</th>
          <th scope="col">{t('money.when')}</th>
          <th scope="col" className="number">
            {t('money.amount')}
          </th>
        </tr>
      </thead>
      <tbody>
        {lines.map(({ at, kind, number, title, amount }, index) => (
          <tr key={`${number}/${kind}/${String(index)}`}>
            <td>
              {t(`money.line.${kind}`)} <span className="text-faint">{title}</span>
            </td>
            <td className="figures" data-label={t('money.number')}>
              {number && <LineLink kind={kind} number={number} />}
            </td>
            <td className="figures" data-label={t('money.when')}>
              {date(at, 'minute')}
            </td>
            <td className="number" data-label={t('money.amount')}>
              {money(amount, true)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function LineLink({ kind, number }: { kind: commerce.StatementKind; number: string }) {
  const isPayout = kind === 'payout' || kind === 'payout_returned'
  const to = isPayout ? `/studio/money/payouts/${number}` : `/studio/orders/${number}`
  return <Link to={to}>{number}</Link>
}
