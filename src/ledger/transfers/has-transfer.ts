import { eq } from 'drizzle-orm'
import type { Ctx } from '#platform/ctx.ts'
import { ledgerTransfers } from '../tables.ts'

/** Whether a business cause is booked. */
export async function hasTransfer(ctx: Ctx, key: string): Promise<boolean> {
  const [row] = await ctx.db
    .select({ id: ledgerTransfers.id })
    .from(ledgerTransfers)
    .where(eq(ledgerTransfers.key, key))
  return row !== undefined
}
