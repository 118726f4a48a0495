import { and, asc, eq } from 'drizzle-orm'
import type { Ctx } from '#platform/ctx.ts'
import type { ProviderName } from '../provider.ts'
import { charges } from '../tables.ts'
import type { Charge } from './charge.ts'

/** The charge with this number at this gateway; another gateway's number is not found. */
export async function findCharge(
  ctx: Ctx,
  provider: ProviderName,
  outTradeNo: string,
): Promise<Charge | null> {
  const [charge] = await ctx.db
    .select()
    .from(charges)
    .where(and(eq(charges.provider, provider), eq(charges.outTradeNo, outTradeNo)))
  return charge ?? null
}

/** All attempts to be paid for a subject, oldest first. */
export async function listCharges(ctx: Ctx, subject: string): Promise<Charge[]> {
  return ctx.db.select().from(charges).where(eq(charges.subject, subject)).orderBy(asc(charges.id))
}

/** The charge with this id, which a refund or an order names. Throws when it is not there. */
export async function getCharge(ctx: Ctx, chargeId: string): Promise<Charge> {
  const [charge] = await ctx.db.select().from(charges).where(eq(charges.id, chargeId))
  if (!charge) throw new Error(`no charge ${chargeId}`)
  return charge
}
