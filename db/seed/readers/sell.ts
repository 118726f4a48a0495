import { and, eq, inArray } from 'drizzle-orm'
import * as commerce from '#commerce'
import { orderLines, orders } from '#commerce/tables.ts'
import { type Actor, system } from '#kernel/actor.ts'
import * as payments from '#payments'
import type { Ctx } from '#platform/ctx.ts'
import type { Sale } from './plan.ts'
import type { Ground } from './seed-readers.ts'
import { MINUTE } from './visits.ts'
import { idIn } from './write-deeds.ts'

export type SaleToMake = Sale & { email: string }

/** The creator looks into the wallet some minutes after the transfer was made. */
const DECIDES_AFTER = 12 * MINUTE
const BASE = 'https://example.com'

/**
 * A sale in the past by the path of every sale: order, charge, the buyer's word that the money was
 * sent to the owner's own code, the owner's word that it came; and for some the way back. No
 * gateway's bill speaks of a personal code, so nothing is to be reconciled with one.
 */
export async function sell(ctx: Ctx, sale: SaleToMake, ground: Ground): Promise<void> {
  const { at } = ground
  const personId = idIn(ground.personIds.get(sale.email), sale.email)
  const [itemId = '', ...also] = sale.slugs.map((slug) => idIn(ground.itemIds.get(slug), slug))
  const buyer: Actor = { kind: 'person', personId, roles: ['learner'] }
  const asBuyer = { ...ctx, now: at(sale.ago), actor: buyer }
  const done = await findSold(ctx, personId, itemId)
  const number = done?.number ?? (await pay(asBuyer, { itemId, also }))
  if (sale.refundAgo === null || done?.status === 'refunded') return
  await giveBack({ ...ctx, now: at(sale.refundAgo), actor: system('seed') }, number)
}

async function findSold(ctx: Ctx, buyerId: string, itemId: string) {
  const [found] = await ctx.db
    .select({ number: orders.number, status: orders.status })
    .from(orders)
    .innerJoin(orderLines, eq(orderLines.orderId, orders.id))
    .where(
      and(
        eq(orders.buyerId, buyerId),
        eq(orderLines.itemId, itemId),
        inArray(orders.status, ['paid', 'refunded']),
      ),
    )
  return found
}

async function pay(ctx: Ctx, purchase: commerce.Purchase): Promise<string> {
  const { number } = await openTransfer(ctx, purchase)
  await sayPaid(ctx, number)
  const asOwner = {
    ...ctx,
    now: new Date(ctx.now.getTime() + DECIDES_AFTER),
    actor: system('seed'),
  }
  const { claimed } = await commerce.listTransfers(asOwner)
  const proof = claimed.find(({ orderNumber }) => orderNumber === number)
  if (!proof) throw new Error(`nobody said that ${number} was paid`)
  await commerce.decideTransfer(asOwner, proof.proofId, { approve: true, reason: '' })
  return number
}

/** As `startPayment` does where the owner has put up a code; the demo's checkout shows none. */
async function openTransfer(ctx: Ctx, purchase: commerce.Purchase): Promise<commerce.Order> {
  const order = await commerce.placeOrder(ctx, purchase)
  await payments.openCharge(ctx, {
    ...{ subject: order.id, provider: 'personal', channel: 'transfer', amount: order.total },
    description: order.lines.map(({ title }) => title).join('、'),
    ...{ expiresAt: order.expiresAt, baseUrl: BASE, returnPath: `/orders/${order.number}` },
  })
  return order
}

async function sayPaid(ctx: Ctx, number: string): Promise<void> {
  try {
    await commerce.submitProof(ctx, number, { note: number.slice(-4) })
  } catch (error) {
    // A run that was cut off got this far.
    if ((error as { code?: string }).code !== 'payment.proof_waiting') throw error
  }
}

async function giveBack(ctx: Ctx, number: string): Promise<void> {
  const owes = async () => {
    const { owed } = await commerce.listTransfers(ctx)
    return owed.find(({ orderNumber }) => orderNumber === number)
  }
  if (!(await owes())) {
    await commerce.refundOrder(ctx, number, { reason: '不合适', baseUrl: BASE })
  }
  const refund = await owes()
  if (!refund) throw new Error(`nothing is owed for ${number}`)
  await commerce.confirmManualRefund(ctx, refund.outRefundNo, number.slice(-4))
}
