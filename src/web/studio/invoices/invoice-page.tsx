import { useSearchParams } from 'react-router'
import * as commerce from '#commerce'
import { invalid } from '#kernel/errors.ts'
import { invoiceTones } from '../../commerce/invoices/invoice-words.ts'
import { Receipt } from '../../commerce/receipt.tsx'
import { useWords } from '../../i18n/use-words.ts'
import { go } from '../../shell/go.ts'
import { ctxOf } from '../../shell/visit.ts'
import { FormError } from '../../ui/controls/form.tsx'
import { Link } from '../../ui/controls/link.tsx'
import { Badge } from '../../ui/display/badge.tsx'
import { Crumbs } from '../../ui/display/crumbs.tsx'
import { Notice } from '../../ui/display/notice.tsx'
import { requireStaff } from '../guard.ts'
import type { Route } from './+types/invoice-page'
import { IssueForms } from './issue-forms.tsx'

export async function loader({ context, params }: Route.LoaderArgs) {
  const ctx = ctxOf(context)
  requireStaff(ctx, 'support')
  const file = await commerce.getInvoice(ctx, params.number)
  return { file, hasProvider: commerce.hasInvoiceProvider() }
}

export async function action({ context, params, request }: Route.ActionArgs) {
  const ctx = ctxOf(context)
  const form = await request.formData()
  const text = (name: string) => String(form.get(name) ?? '')
  const upload = form.get('document')
  const bytes = upload instanceof Blob ? new Uint8Array(await upload.arrayBuffer()) : undefined
  const intent = text('intent')
  if (intent === 'issue') {
    const issuedNumber = text('issuedNumber')
    await commerce.issueInvoice(ctx, params.number, {
      issuedNumber,
      bytes: bytes ?? new Uint8Array(),
    })
  } else if (intent === 'red') {
    await commerce.redLetterInvoice(ctx, params.number, { redNumber: text('redNumber'), bytes })
  } else if (intent === 'reject') {
    await commerce.rejectInvoice(ctx, params.number, { note: text('note') })
  } else if (intent === 'send') {
    await commerce.sendInvoice(ctx, params.number)
  } else throw invalid('form.unknown_intent')
  return go(`/studio/invoices/${params.number}?done=1`)
}

export default function StudioInvoicePage({ loaderData }: Route.ComponentProps) {
  const { file, hasProvider } = loaderData
  const { invoice, orderNumber, files } = file
  const { t } = useWords()
  const [search] = useSearchParams()
  return (
    <>
      <Crumbs trail={[{ label: t('invoices.queue'), to: '/studio/invoices' }]} />
      <header className="flex flex-wrap items-center gap-4 pt-4 pb-8">
        <h1 className="figures text-xl">{invoice.number}</h1>
        <Badge tone={invoiceTones[invoice.status]}>{t(`invoices.status.${invoice.status}`)}</Badge>
      </header>
      {search.has('done') && (
        <Notice tone="moss" role="status" className="mb-6">
          {t('invoices.done')}
        </Notice>
      )}
      <FormError />
      <div className="grid grid-cols-1 gap-x-14 gap-y-10 xl:grid-cols-2">
        <div className="grid content-start gap-8">
          <Receipt
            lines={invoice.lines.map((line) => ({ ...line, itemId: String(line.position) }))}
            total={invoice.amount}
          />
          <Head file={file} />
          <p>
            <Link className="link figures" to={`/studio/orders/${orderNumber}`}>
              {t('invoices.order')} {orderNumber}
            </Link>
          </p>
          {files.map((part) => (
            <Link key={part} className="link w-fit" to={`/invoices/${invoice.number}/${part}`}>
              {t(part === 'blue' ? 'invoices.download' : 'invoices.downloadRed')}
            </Link>
          ))}
          <IssueForms invoice={invoice} hasProvider={hasProvider} />
        </div>
        <Steps history={file.history} />
      </div>
    </>
  )
}

function Head({ file: { invoice } }: { file: commerce.InvoiceFile }) {
  const { t } = useWords()
  const { title } = invoice
  const facts: [string, string | null | undefined][] = [
    [t('invoices.name'), title.name],
    ...(title.kind === 'company'
      ? ([
          [t('invoices.taxNumber'), title.taxNumber],
          [t('invoices.address'), title.address],
          [t('invoices.phone'), title.phone],
          [t('invoices.bank'), title.bank],
          [t('invoices.bankAccount'), title.bankAccount],
        ] as [string, string][])
      : []),
    [t('invoices.issuedNumber'), invoice.issuedNumber],
    [t('invoices.redNumber'), invoice.redNumber],
    [t('invoices.code'), invoice.code],
    [t('invoices.rejectWhy'), invoice.note],
  ]
  return (
    <dl className="grid gap-1 text-sm">
      {facts.map(([label, value]) =>
        value ? (
          <div key={label} className="flex gap-4">
            <dt className="w-36 flex-none text-faint">{label}</dt>
            <dd className="min-w-0 break-words">{value}</dd>
          </div>
        ) : null,
      )}
    </dl>
  )
}

function Steps({ history }: Pick<commerce.InvoiceFile, 'history'>) {
  const { t, date } = useWords()
  return (
    <section aria-labelledby="steps">
      <div className="channel">
        <h2 id="steps">{t('invoices.history')}</h2>
      </div>
      <ol className="history">
        {history.map(({ to, at, reason }) => (
          <li key={to + at.toISOString()}>
            <p className="font-medium">{t(`invoices.status.${to as commerce.InvoiceStatus}`)}</p>
            <p className="text-sm text-faint">
              <time dateTime={at.toISOString()}>{date(at, 'second')}</time> · {reason}
            </p>
          </li>
        ))}
      </ol>
    </section>
  )
}
