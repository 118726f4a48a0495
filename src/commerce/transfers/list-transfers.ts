import { and, eq, inArray } from 'drizzle-orm'
import { people } from '#accounts/tables.ts'
import { hasRole } from '#kernel/actor.ts'
import { forbidden, notFound, unauthenticated } from '#kernel/errors.ts'
import { isId } from '#kernel/ids.ts'
import { type Money, money } from '#kernel/money.ts'
import * as payments from '#payments'
import { charges, refunds } from '#payments/tables.ts'
import type { Ctx } from '#platform/ctx.ts'
import { currencyOf } from '../settling/book-sale.ts'
import { orders } from '../tables.ts'

export type Transfer = {
  proofId: string
  orderNumber: string
  buyer: string
  /** What must have arrived, to the cent. */
  amount: Money
  note: string
  hasPicture: boolean
  submittedAt: Date
}
export type ManualRefund = {
  outRefundNo: string
  orderNumber: string
  buyer: string
  amount: Money
  reason: string
  createdAt: Date
}

/** What a person has to look at in the wallet, and what they have to send back by hand. */
export async function listTransfers(
  ctx: Ctx,
): Promise<{ claimed: Transfer[]; owed: ManualRefund[] }> {
  requireMoneyStaff(ctx)
  const waiting = await payments.listProofs(ctx, ['waiting'])
  const named = await ordersNamed(
    ctx,
    waiting.map(({ charge }) => charge.subject),
  )
  const claimed = waiting.flatMap(({ proof, charge }) => {
    const order = named.get(charge.subject)
    return order
      ? [
          {
            ...order,
            proofId: proof.id,
            amount: money(charge.amountMinor, currencyOf(charge)),
            note: proof.note,
            hasPicture: proof.hasPicture,
            submittedAt: proof.submittedAt,
          },
        ]
      : []
  })
  return { claimed, owed: await owedByHand(ctx) }
}

async function owedByHand(ctx: Ctx): Promise<ManualRefund[]> {
  const rows = await ctx.db
    .select({ refund: refunds, subject: charges.subject })
    .from(refunds)
    .innerJoin(charges, eq(charges.id, refunds.chargeId))
    .where(
      and(eq(charges.provider, 'personal'), inArray(refunds.status, ['requested', 'processing'])),
    )
    .orderBy(refunds.createdAt)
  const named = await ordersNamed(
    ctx,
    rows.map(({ subject }) => subject),
  )
  return rows.flatMap(({ refund, subject }) => {
    const order = named.get(subject)
    const { outRefundNo, reason, createdAt } = refund
    const amount = money(refund.amountMinor, currencyOf(refund))
    return order ? [{ ...order, outRefundNo, amount, reason, createdAt }] : []
  })
}

async function ordersNamed(ctx: Ctx, orderIds: string[]) {
  const rows = orderIds.length
    ? await ctx.db
        .select({ id: orders.id, orderNumber: orders.number, buyer: people.name })
        .from(orders)
        .innerJoin(people, eq(people.id, orders.buyerId))
        .where(inArray(orders.id, orderIds))
    : []
  return new Map(rows.map(({ id, ...order }) => [id, order]))
}

/** The screenshot of one claim, as WebP. Throws `payment.proof_not_found`. */
export async function getProofPicture(ctx: Ctx, proofId: string): Promise<Uint8Array> {
  requireMoneyStaff(ctx)
  const found = isId(proofId) ? await payments.findProofPicture(ctx, proofId) : null
  if (!found) throw notFound('payment.proof_not_found')
  return found
}

export function requireMoneyStaff(ctx: Ctx): void {
  if (ctx.actor.kind === 'visitor') throw unauthenticated()
  if (!hasRole(ctx.actor, 'support', 'owner')) throw forbidden()
}
