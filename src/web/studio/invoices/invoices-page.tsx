import { useSearchParams } from 'react-router'
import * as commerce from '#commerce'
import { invoiceTones, titleLine } from '../../commerce/invoices/invoice-words.ts'
import { useWords } from '../../i18n/use-words.ts'
import { ctxOf } from '../../shell/visit.ts'
import { Link } from '../../ui/controls/link.tsx'
import { Pager } from '../../ui/controls/pager.tsx'
import { Tabs } from '../../ui/controls/tabs.tsx'
import { Badge } from '../../ui/display/badge.tsx'
import { Empty } from '../../ui/display/empty.tsx'
import { requireStaff } from '../guard.ts'
import type { Route } from './+types/invoices-page'

export async function loader({ context, request }: Route.LoaderArgs) {
  const ctx = ctxOf(context)
  requireStaff(ctx, 'support')
  const search = new URL(request.url).searchParams
  const view = search.get('view') === 'done' ? 'done' : 'waiting'
  const after = search.get('after') ?? undefined
  return { page: await commerce.listInvoices(ctx, { view, after }) }
}

export default function InvoicesPage({ loaderData: { page } }: Route.ComponentProps) {
  const { t } = useWords()
  const [search] = useSearchParams()
  const isDone = search.get('view') === 'done'
  return (
    <>
      <h1 className="pb-6 text-2xl">{t('invoices.queue')}</h1>
      <div className="pb-6">
        <Tabs
          label={t('invoices.queue')}
          tabs={[
            { to: '/studio/invoices', label: t('invoices.waiting'), current: !isDone },
            { to: '/studio/invoices?view=done', label: t('invoices.doneTab'), current: isDone },
          ]}
        />
      </div>
      {page.items.length === 0 && <Empty title={t('invoices.queueEmpty')} />}
      <ul className="grid gap-4">
        {page.items.map((invoice) => (
          <Row key={invoice.number} invoice={invoice} />
        ))}
      </ul>
      <Pager next={page.next} />
    </>
  )
}

function Row({ invoice }: { invoice: commerce.QueuedInvoice }) {
  const { t, money, date } = useWords()
  return (
    <li className="panel flex flex-wrap items-baseline gap-x-4 gap-y-1">
      <Badge tone={invoiceTones[invoice.status]}>{t(`invoices.status.${invoice.status}`)}</Badge>
      <Link className="link figures" to={`/studio/invoices/${invoice.number}`}>
        {invoice.number}
      </Link>
      <strong className="figures">{money(invoice.amount, true)}</strong>
      <span className="min-w-0 break-words">{titleLine(invoice.title)}</span>
      <span className="text-sm text-faint">
        {invoice.buyer} · {date(invoice.createdAt, 'minute')}
      </span>
    </li>
  )
}
