import { eq } from 'drizzle-orm'
import { unauthenticated } from '#kernel/errors.ts'
import type { Ctx } from '#platform/ctx.ts'
import { payoutAccounts } from '../../../tables.ts'
import type { PayoutMethod } from '../payout.ts'

export type PayoutAccount = { method: PayoutMethod; hint: string; autoFromMinor: bigint | null }

/** Where the actor is paid, without the numbers; null before they said so. */
export async function findPayoutAccount(ctx: Ctx): Promise<PayoutAccount | null> {
  if (ctx.actor.kind !== 'person') throw unauthenticated()
  const [row] = await ctx.db
    .select({
      method: payoutAccounts.method,
      hint: payoutAccounts.hint,
      autoFromMinor: payoutAccounts.autoFromMinor,
    })
    .from(payoutAccounts)
    .where(eq(payoutAccounts.personId, ctx.actor.personId))
  return row ?? null
}
