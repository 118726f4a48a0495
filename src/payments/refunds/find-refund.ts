import { asc, eq, inArray } from 'drizzle-orm'
import type { Ctx } from '#platform/ctx.ts'
import { refunds } from '../tables.ts'
import type { Refund } from './request-refund.ts'

export async function findRefund(ctx: Ctx, outRefundNo: string): Promise<Refund | null> {
  const [row] = await ctx.db.select().from(refunds).where(eq(refunds.outRefundNo, outRefundNo))
  return row ?? null
}

/** The refunds of these charges, oldest first. */
export async function listRefunds(ctx: Ctx, chargeIds: string[]): Promise<Refund[]> {
  if (chargeIds.length === 0) return []
  return ctx.db
    .select()
    .from(refunds)
    .where(inArray(refunds.chargeId, chargeIds))
    .orderBy(asc(refunds.id))
}
