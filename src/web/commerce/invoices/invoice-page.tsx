import * as commerce from '#commerce'
import { invalid } from '#kernel/errors.ts'
import { useWords } from '../../i18n/use-words.ts'
import { go, readForm } from '../../shell/go.ts'
import { Seo } from '../../shell/seo.tsx'
import { ctxOf } from '../../shell/visit.ts'
import { Button, ButtonLink } from '../../ui/controls/button.tsx'
import { SelectField } from '../../ui/controls/field.tsx'
import { Form, FormError } from '../../ui/controls/form.tsx'
import { Link } from '../../ui/controls/link.tsx'
import { Badge } from '../../ui/display/badge.tsx'
import { Crumbs } from '../../ui/display/crumbs.tsx'
import { Notice } from '../../ui/display/notice.tsx'
import { orderPath } from '../order.ts'
import type { Route } from './+types/invoice-page'
import { invoiceTones, titleLine } from './invoice-words.ts'

export async function loader({ context, params }: Route.LoaderArgs) {
  const ctx = ctxOf(context)
  const found = await commerce.getInvoicesOfOrder(ctx, params.number)
  return { ...found, titles: await commerce.listTitles(ctx), number: params.number }
}

export async function action({ context, params, request }: Route.ActionArgs) {
  const ctx = ctxOf(context)
  const field = await readForm(request)
  const intent = field('intent')
  if (intent === 'ask') {
    await commerce.requestInvoice(ctx, params.number, { titleId: field('titleId') })
  } else if (intent === 'withdraw') await commerce.withdrawInvoice(ctx, field('invoice'))
  else throw invalid('form.unknown_intent')
  return go(`${orderPath(params.number)}/invoice`)
}

export default function InvoicePage({ loaderData }: Route.ComponentProps) {
  const { invoices, amount, obstacle, titles, number } = loaderData
  const { t, money } = useWords()
  return (
    <div className="page-width narrow py-12 md:py-16">
      <Seo title={t('invoices.title')} hidden />
      <Crumbs
        trail={[
          { label: t('commerce.myOrders'), to: '/orders' },
          { label: t('commerce.order'), to: orderPath(number) },
        ]}
      />
      <h1 className="pt-4 pb-8 text-2xl">{t('invoices.title')}</h1>
      <FormError />
      {obstacle ? (
        <Notice className="mb-8">{t(`invoices.why.${obstacle}`)}</Notice>
      ) : (
        <section className="panel mb-10 grid gap-5">
          <p>{t('invoices.askFor', { amount: money(amount, true) })}</p>
          {titles.length > 0 && (
            <Form className="grid gap-5">
              <input type="hidden" name="intent" value="ask" />
              <SelectField
                label={t('invoices.chooseTitle')}
                name="titleId"
                options={titles.map(({ id, details }) => ({
                  value: id,
                  label: titleLine(details),
                }))}
              />
              <Button tone="primary" className="w-fit">
                {t('invoices.ask')}
              </Button>
            </Form>
          )}
          <Link className="link w-fit text-sm" to="/account/invoices">
            {t('invoices.addTitle')}
          </Link>
        </section>
      )}
      <ul className="grid gap-6">
        {invoices.map((invoice) => (
          <InvoiceCard key={invoice.number} invoice={invoice} />
        ))}
      </ul>
    </div>
  )
}

function InvoiceCard({ invoice }: { invoice: commerce.InvoicesOfOrder['invoices'][number] }) {
  const { t, money, date } = useWords()
  const { status, files, number } = invoice
  const facts: [string, string | null][] = [
    [t('invoices.name'), titleLine(invoice.title)],
    [t('invoices.amount'), money(invoice.amount, true)],
    [t('invoices.requestedAt'), date(invoice.createdAt, 'minute')],
    [t('invoices.issuedNumber'), invoice.issuedNumber],
    [t('invoices.redNumber'), invoice.redNumber],
  ]
  return (
    <li className="panel grid gap-4">
      <Badge tone={invoiceTones[status]}>{t(`invoices.status.${status}`)}</Badge>
      <dl className="grid gap-1 text-sm">
        {facts.map(([label, value]) =>
          value ? (
            <div key={label} className="flex gap-4">
              <dt className="w-28 flex-none text-faint">{label}</dt>
              <dd className="figures min-w-0 break-words">{value}</dd>
            </div>
          ) : null,
        )}
      </dl>
      {invoice.note && <p className="text-soft">{invoice.note}</p>}
      <div className="flex flex-wrap gap-3">
        {files.map((part) => (
          <ButtonLink key={part} to={`/invoices/${number}/${part}`}>
            {t(part === 'blue' ? 'invoices.download' : 'invoices.downloadRed')}
          </ButtonLink>
        ))}
        {status === 'requested' && (
          <Form>
            <input type="hidden" name="intent" value="withdraw" />
            <input type="hidden" name="invoice" value={number} />
            <Button tone="quiet">{t('invoices.withdraw')}</Button>
          </Form>
        )}
      </div>
    </li>
  )
}
