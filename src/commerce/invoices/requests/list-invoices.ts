import { and, asc, desc, eq, gt, inArray, lt } from 'drizzle-orm'
import { people } from '#accounts/tables.ts'
import { forbidden, unauthenticated } from '#kernel/errors.ts'
import { isId } from '#kernel/ids.ts'
import { type Page, pageOf } from '#kernel/pages.ts'
import type { Ctx } from '#platform/ctx.ts'
import { invoices, orders } from '../../tables.ts'
import { type Invoice, type InvoiceStatus, mayHandleInvoices } from '../invoice.ts'
import { openInvoices } from '../queries.ts'

const PAGE = 20
/** What a person has to do something about, oldest first; the rest is to look up, newest first. */
const waiting: InvoiceStatus[] = ['requested', 'red_due', 'issuing', 'red_issuing']
const done: InvoiceStatus[] = ['issued', 'red_lettered', 'rejected', 'withdrawn']

export type QueuedInvoice = Invoice & { orderNumber: string; buyer: string }

/** The staff's queue, or what is done. */
export async function listInvoices(
  ctx: Ctx,
  { view, after }: { view: 'waiting' | 'done'; after?: string | undefined },
): Promise<Page<QueuedInvoice>> {
  if (ctx.actor.kind === 'visitor') throw unauthenticated()
  if (!mayHandleInvoices(ctx.actor)) throw forbidden()
  const queue = view === 'waiting'
  const beyond = after && isId(after) ? (queue ? gt : lt)(invoices.id, after) : undefined
  const rows = await ctx.db
    .select({ invoice: invoices, orderNumber: orders.number, buyer: people.name })
    .from(invoices)
    .innerJoin(orders, eq(orders.id, invoices.orderId))
    .innerJoin(people, eq(people.id, invoices.personId))
    .where(and(inArray(invoices.status, queue ? waiting : done), beyond))
    .orderBy(queue ? asc(invoices.id) : desc(invoices.id))
    .limit(PAGE + 1)
  const { items, next } = pageOf(rows, PAGE, ({ invoice }) => invoice.id)
  const opened = await openInvoices(
    ctx,
    items.map(({ invoice }) => invoice),
  )
  return {
    next,
    items: opened.map((invoice, index) => ({
      ...invoice,
      orderNumber: items[index]?.orderNumber ?? '',
      buyer: items[index]?.buyer ?? '',
    })),
  }
}
