import { and, eq } from 'drizzle-orm'
import { isPerson } from '#kernel/actor.ts'
import { conflict, notFound, unauthenticated } from '#kernel/errors.ts'
import { isId } from '#kernel/ids.ts'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { takeToken } from '#platform/limits/take-token.ts'
import { type Order, wasSold } from '../../orders/order.ts'
import { loadOrder } from '../../orders/queries.ts'
import { invoiceTitles, orders } from '../../tables.ts'
import { type InvoiceableLine, invoiceableLines } from '../invoiceable-lines.ts'
import { openRequest } from '../open-request.ts'
import { lockOpenInvoice } from '../queries.ts'

const LIMIT = { name: 'request-invoice', max: 20, windowMs: 60 * 60_000 }
/** Most taxpayers close a year within its last five days; later a red letter is a nuisance. */
const WINDOW_DAYS = 360
const DAY_MS = 86_400_000

export type InvoiceObstacle = 'not_invoiceable' | 'too_late' | 'already_requested'

/**
 * The buyer asks for an invoice over what was paid of an order and not given back, in the name of
 * one of their titles; once, unless the last one was rejected, withdrawn or red-lettered. Throws
 * `invoice.not_invoiceable`, `invoice.too_late`, `invoice.already_requested`,
 * `invoice.title_not_found`. Returns our number.
 */
export async function requestInvoice(
  ctx: Ctx,
  orderNumber: string,
  { titleId }: { titleId: string },
): Promise<string> {
  if (ctx.actor.kind !== 'person') throw unauthenticated()
  const { personId } = ctx.actor
  await takeToken(ctx, LIMIT, personId)
  return inTransaction(ctx, async (tx) => {
    const order = await loadOrder(tx, eq(orders.number, orderNumber), true)
    if (!isPerson(tx.actor, order.buyerId)) throw notFound('order.not_found')
    const lines = await invoiceableLines(tx, order)
    const obstacle = obstacleOf(tx, order, lines, (await lockOpenInvoice(tx, order.id)) !== null)
    if (obstacle) throw conflict(`invoice.${obstacle}`, { days: WINDOW_DAYS })
    const title = await titleOf(tx, personId, titleId)
    const { currency } = order.total
    const wish = { orderId: order.id, personId, title, currency, lines, reason: 'asked for' }
    return (await openRequest(tx, wish)).number
  })
}

/** Why no invoice can be asked for now; null when one can. */
export function obstacleOf(
  { now }: Pick<Ctx, 'now'>,
  order: Order,
  lines: readonly InvoiceableLine[],
  hasOpen: boolean,
): InvoiceObstacle | null {
  if (hasOpen) return 'already_requested'
  // A Chinese invoice is written in yuan.
  const isSold = wasSold(order) && order.total.currency === 'CNY'
  if (!isSold || !order.paidAt || lines.length === 0) return 'not_invoiceable'
  return now.getTime() - order.paidAt.getTime() > WINDOW_DAYS * DAY_MS ? 'too_late' : null
}

/** The encrypted title is copied as it is: it is bound to the same person. */
async function titleOf(tx: Ctx, personId: string, titleId: string): Promise<string> {
  const [title] = isId(titleId)
    ? await tx.db
        .select({ details: invoiceTitles.details })
        .from(invoiceTitles)
        .where(and(eq(invoiceTitles.id, titleId), eq(invoiceTitles.personId, personId)))
    : []
  if (!title) throw notFound('invoice.title_not_found')
  return title.details
}
