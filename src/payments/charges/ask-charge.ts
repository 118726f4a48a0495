import { and, eq, inArray, lte, ne, sql } from 'drizzle-orm'
import type { Ctx } from '#platform/ctx.ts'
import { gatewayOf } from '../gateways/gateways.ts'
import type { ChargeFact } from '../provider.ts'
import { charges } from '../tables.ts'
import { type Charge, isPastDeadline, nextAsk } from './charge.ts'

/** A buyer who waits may look this often; more looks get the last answer. */
const MIN_GAP_MS = 2_000

/** Takes up to `limit` charges that are due to be asked about; each goes to one process. */
export async function claimDueCharges(ctx: Ctx, limit: number): Promise<Charge[]> {
  return ctx.db.transaction(async (db) => {
    const due = await db
      .select()
      .from(charges)
      .where(lte(charges.askAt, ctx.now))
      .orderBy(charges.askAt)
      .limit(limit)
      .for('update', { skipLocked: true })
    for (const charge of due) await postpone({ ...ctx, db }, charge)
    return due
  })
}

/** Takes a subject's open charges for a look now, unless one looked a moment ago. */
export async function claimCharges(ctx: Ctx, subject: string): Promise<Charge[]> {
  const recently = new Date(ctx.now.getTime() - MIN_GAP_MS).toISOString()
  return ctx.db
    .update(charges)
    .set({ lookedAt: ctx.now })
    .where(
      and(
        eq(charges.subject, subject),
        // What was asked for under an agreement is asked again under it.
        ne(charges.channel, 'recurring'),
        inArray(charges.status, ['creating', 'open']),
        sql`(${charges.lookedAt} is null or ${charges.lookedAt} <= ${recently})`,
      ),
    )
    .returning()
}

async function postpone(tx: Ctx, charge: Charge): Promise<void> {
  const askAt = nextAsk({ asked: charge.asked + 1, expiresAt: charge.expiresAt }, tx.now)
  await tx.db
    .update(charges)
    .set({ askAt, asked: charge.asked + 1 })
    .where(eq(charges.id, charge.id))
}

/**
 * What the gateway says of the charge now. After its deadline, or when it is no longer wanted, it
 * is closed there too: query, close, and query again if a payment came in between.
 */
export async function askCharge(
  ctx: Ctx,
  charge: Charge,
  { unwanted }: { unwanted: boolean },
): Promise<ChargeFact> {
  if (ctx.db.inTransaction) throw new Error('a gateway is never called inside a transaction')
  const gateway = gatewayOf(charge.provider)
  const { outTradeNo, gatewayRef } = charge
  const fact = await gateway.queryCharge(outTradeNo, gatewayRef)
  const ended = unwanted || isPastDeadline(charge, ctx.now)
  if (!ended || (fact.status !== 'open' && fact.status !== 'not_found')) return fact
  const outcome = await gateway.closeCharge(outTradeNo, gatewayRef)
  if (outcome === 'closed') return { ...fact, status: 'closed' }
  // A trade nobody ever opened cannot be closed; its deadline at the gateway closes it.
  if (outcome === 'not_found' && isPastDeadline(charge, ctx.now)) {
    return { ...fact, status: 'closed' }
  }
  return outcome === 'paid'
    ? gateway.queryCharge(outTradeNo, gatewayRef)
    : { ...fact, status: 'unknown' }
}
