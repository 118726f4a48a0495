import { isNotNull } from 'drizzle-orm'
import { AppError, forbidden } from '#kernel/errors.ts'
import { getBalance, ledgerAccounts } from '#ledger'
import type { Ctx } from '#platform/ctx.ts'
import { getSettings } from '#platform/settings/settings.ts'
import { oneByOne } from '../../settling/one-by-one.ts'
import { payoutAccounts } from '../../tables.ts'
import { openRequest } from './request-payout.ts'

/** Asks for every creator whose own threshold is reached. Returns for how many. */
export async function requestDuePayouts(ctx: Ctx): Promise<number> {
  if (ctx.actor.kind !== 'system') throw forbidden()
  const { currency } = await getSettings(ctx)
  const wanting = await ctx.db
    .select({ personId: payoutAccounts.personId, from: payoutAccounts.autoFromMinor })
    .from(payoutAccounts)
    .where(isNotNull(payoutAccounts.autoFromMinor))
  let asked = 0
  await oneByOne(
    ctx,
    wanting,
    async ({ personId, from }) => {
      const { minor } = await getBalance(ctx, ledgerAccounts.payable(personId), currency)
      if (from === null || -minor < from) return
      if (await ask(ctx, personId)) asked++
    },
    ({ personId }) => personId,
  )
  return asked
}

/** False when it is too little after all, or another worker was faster. */
async function ask(ctx: Ctx, personId: string): Promise<boolean> {
  try {
    await openRequest(ctx, personId, undefined)
    return true
  } catch (error) {
    if (error instanceof AppError && error.code.startsWith('payout.')) return false
    throw error
  }
}
