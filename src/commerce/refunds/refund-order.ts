import { and, eq, inArray, ne } from 'drizzle-orm'
import { personRoles } from '#accounts/tables.ts'
import { conflict, forbidden, invalid, notFound, unauthenticated } from '#kernel/errors.ts'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { getSettings } from '#platform/settings/settings.ts'
import { mayRefund, maySeeOrder, type Order } from '../orders/order.ts'
import { loadOrder } from '../orders/queries.ts'
import { authorsOf } from '../settling/book-sale.ts'
import { orders } from '../tables.ts'
import { carryRefund } from './carrying/carry-refund.ts'
import { openCase, reasonOf } from './open-case.ts'
import { exceedsApproval, paidLines, settledCharge } from './queries.ts'
import type { CaseLine } from './refund-case.ts'

export type StaffRefund = {
  reason: string
  baseUrl: string
  /** How much of which lines, and whether access ends; without them all that is left. */
  lines?: { position: number; amountMinor: bigint; returns: boolean }[]
}

/**
 * Staff, or the creator whose items alone were sold, gives back all or part of a paid order. The
 * intent is committed first, then the gateway is asked; what it does not answer now the worker asks
 * again. Above the site's limit it waits for a second person, where there is one. Throws
 * `refund.not_refundable`, `refund.under_way`, `refund.exceeds_line`, `refund.nothing_left`.
 */
export async function refundOrder(
  ctx: Ctx,
  number: string,
  { reason, baseUrl, lines }: StaffRefund,
): Promise<Order> {
  if (ctx.actor.kind === 'visitor') throw unauthenticated()
  const why = reasonOf(reason)
  const { refund } = await inTransaction(ctx, async (tx) => {
    const order = await loadOrder(tx, eq(orders.number, number), true)
    const authorIds = [...(await authorsOf(tx, order)).values()]
    if (!mayRefund(tx.actor, authorIds)) {
      throw maySeeOrder(tx.actor, order) ? forbidden() : notFound('order.not_found')
    }
    await settledCharge(tx, order)
    const chosen = await chosenLines(tx, order, lines)
    const waitsFor = (await needsSecond(tx, order, chosen)) ? 'second_person' : null
    return openCase(tx, order, { reason: why, lines: chosen, waitsFor })
  })
  if (refund) await carryRefund(ctx, refund, baseUrl)
  return loadOrder(ctx, eq(orders.number, number))
}

async function chosenLines(
  tx: Ctx,
  order: Order,
  wanted: StaffRefund['lines'],
): Promise<CaseLine[]> {
  const left = (await paidLines(tx, order)).map(({ position, paidMinor, returnedMinor }) => ({
    position,
    leftMinor: paidMinor - returnedMinor,
  }))
  if (!wanted) {
    const rest = left.filter(({ leftMinor }) => leftMinor > 0n)
    if (rest.length === 0) throw conflict('refund.under_way')
    return rest.map(({ position, leftMinor }) => ({
      position,
      amountMinor: leftMinor,
      returns: true,
      deductions: [],
    }))
  }
  return wanted.flatMap((line) => {
    const { leftMinor } = left[line.position] ?? {}
    if (leftMinor === undefined || line.amountMinor < 0n) throw invalid('refund.line_unknown')
    if (line.amountMinor > leftMinor) {
      throw conflict('refund.exceeds_line', { position: line.position })
    }
    return line.amountMinor > 0n ? [{ ...line, deductions: [] }] : []
  })
}

/** Four eyes above the limit; a site run by one person has only two. */
async function needsSecond(tx: Ctx, order: Order, lines: readonly CaseLine[]): Promise<boolean> {
  const amountMinor = lines.reduce((sum, line) => sum + line.amountMinor, 0n)
  if (!exceedsApproval(await getSettings(tx), await paidLines(tx, order), amountMinor)) return false
  if (tx.actor.kind !== 'person') return true
  const [other] = await tx.db
    .select({ personId: personRoles.personId })
    .from(personRoles)
    .where(
      and(
        inArray(personRoles.role, ['owner', 'support']),
        ne(personRoles.personId, tx.actor.personId),
      ),
    )
    .limit(1)
  return other !== undefined
}
