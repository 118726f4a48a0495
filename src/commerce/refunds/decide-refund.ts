import { and, eq, inArray } from 'drizzle-orm'
import { actorName, hasRole } from '#kernel/actor.ts'
import { conflict, forbidden, notFound, unauthenticated } from '#kernel/errors.ts'
import { isId } from '#kernel/ids.ts'
import { cameFrom } from '#kernel/transitions.ts'
import type * as payments from '#payments'
import { refunds } from '#payments/tables.ts'
import { audit } from '#platform/audit/audit.ts'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { record } from '#platform/events/record.ts'
import { loadOrder } from '../orders/queries.ts'
import { orders, refundCases } from '../tables.ts'
import { carryRefund } from './carrying/carry-refund.ts'
import { startRefund } from './open-case.ts'
import { linesOfCases } from './queries.ts'
import { type CaseRow, caseTransitions } from './refund-case.ts'

const MAX_NOTE = 200

export type Decision = { approve: boolean; note: string; baseUrl: string }

/**
 * A second person agrees to a refund that waits, or refuses it: never who asked for it. Throws
 * `refund.not_found`, `refund.own_request`, `refund.decided_already`.
 */
export async function decideRefund(
  ctx: Ctx,
  caseId: string,
  { approve, note, baseUrl }: Decision,
): Promise<void> {
  if (ctx.actor.kind === 'visitor') throw unauthenticated()
  if (!hasRole(ctx.actor, 'support', 'owner')) throw forbidden()
  const refund = await inTransaction(ctx, async (tx) => {
    const { row, order } = await lockCase(tx, caseId)
    if (row.requestedBy === actorName(tx.actor)) throw forbidden('refund.own_request')
    const to = approve ? 'approved' : 'rejected'
    const decision = { status: to, decidedBy: actorName(tx.actor), decidedAt: tx.now } as const
    const [moved] = await tx.db
      .update(refundCases)
      .set({ ...decision, note: note.trim().slice(0, MAX_NOTE) })
      .where(
        and(eq(refundCases.id, caseId), inArray(refundCases.status, cameFrom(caseTransitions, to))),
      )
      .returning()
    if (!moved) throw conflict('refund.decided_already', { status: row.status })
    await audit(tx, `refund.${to}`, `order:${order.id}`, { caseId, note: moved.note })
    await record(tx, { name: `refund.${to}`, orderId: order.id, caseId })
    return approve ? startRefund(tx, order, moved, await linesOfCases(tx, [caseId])) : null
  })
  if (refund) await carryRefund(ctx, refund, baseUrl)
}

/** Sends a refund that the gateway refused for good once more, under a new number. */
export async function retryRefund(
  ctx: Ctx,
  caseId: string,
  { baseUrl }: { baseUrl: string },
): Promise<void> {
  if (ctx.actor.kind === 'visitor') throw unauthenticated()
  if (!hasRole(ctx.actor, 'support', 'owner')) throw forbidden()
  const refund = await inTransaction(ctx, async (tx): Promise<payments.Refund> => {
    const { row, order } = await lockCase(tx, caseId)
    const [last] = row.refundId
      ? await tx.db.select().from(refunds).where(eq(refunds.id, row.refundId))
      : []
    if (last?.status !== 'failed') throw conflict('refund.under_way')
    return startRefund(tx, order, row, await linesOfCases(tx, [caseId]))
  })
  await carryRefund(ctx, refund, baseUrl)
}

/** The order first: whoever changes a case holds its order. */
async function lockCase(tx: Ctx, caseId: string): Promise<{ row: CaseRow; order: LoadedOrder }> {
  const find = () => tx.db.select().from(refundCases).where(eq(refundCases.id, caseId))
  const [found] = isId(caseId) ? await find() : []
  if (!found) throw notFound('refund.not_found')
  const order = await loadOrder(tx, eq(orders.id, found.orderId), true)
  const [row] = await find()
  if (!row) throw notFound('refund.not_found')
  return { row, order }
}

type LoadedOrder = Awaited<ReturnType<typeof loadOrder>>
