import { eq } from 'drizzle-orm'
import { isPerson } from '#kernel/actor.ts'
import { conflict, notFound, unauthenticated } from '#kernel/errors.ts'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { takeToken } from '#platform/limits/take-token.ts'
import { loadOrder } from '../orders/queries.ts'
import { orders } from '../tables.ts'
import { carryRefund } from './carrying/carry-refund.ts'
import { openCase, reasonOf } from './open-case.ts'
import { previewOf } from './preview-refund.ts'
import { settledCharge } from './queries.ts'

const LIMIT = { name: 'return-items', max: 20, windowMs: 60 * 60_000 }

export type Return = {
  positions: readonly number[]
  reason: string
  /** What the preview promised; another amount today is refused. */
  expectedMinor: bigint
  baseUrl: string
}

/**
 * A learner gives back what they bought: inside the window at once, later or for a large amount
 * after a person has agreed. Throws `refund.amount_changed`, `refund.under_way`,
 * `refund.nothing_left`, `refund.not_refundable`.
 */
export async function returnItems(
  ctx: Ctx,
  number: string,
  { positions, reason, expectedMinor, baseUrl }: Return,
): Promise<{ waits: boolean }> {
  if (ctx.actor.kind !== 'person') throw unauthenticated()
  const why = reasonOf(reason)
  await takeToken(ctx, LIMIT, ctx.actor.personId)
  const { refund } = await inTransaction(ctx, async (tx) => {
    const order = await loadOrder(tx, eq(orders.number, number), true)
    if (!isPerson(tx.actor, order.buyerId)) throw notFound('order.not_found')
    await settledCharge(tx, order)
    const { unwinding, waitsFor } = await previewOf(tx, order, positions)
    if (unwinding.refundMinor !== expectedMinor) {
      throw conflict('refund.amount_changed', { amountMinor: String(unwinding.refundMinor) })
    }
    const lines = unwinding.lines.map(({ position, refundMinor, deductions }) => ({
      position,
      amountMinor: refundMinor,
      returns: true,
      deductions,
    }))
    return openCase(tx, order, { reason: why, lines, waitsFor })
  })
  if (refund) await carryRefund(ctx, refund, baseUrl)
  return { waits: refund === null }
}
