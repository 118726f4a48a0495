import { z } from 'zod'
import { hasRole } from '#kernel/actor.ts'
import { forbidden, invalid, unauthenticated } from '#kernel/errors.ts'
import { audit } from '#platform/audit/audit.ts'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { payoutAccounts } from '../../../tables.ts'
import { sealDetails } from '../payout.ts'

const name = z.string().trim().min(1).max(60)
export const payoutAccountInput = z.discriminatedUnion('method', [
  z.strictObject({
    method: z.literal('alipay'),
    account: z
      .string()
      .trim()
      .regex(/^(1\d{10}|\+?\d{1,4}-\d{5,15}|[^\s@]{1,60}@[^\s@]{1,60})$/),
    name,
  }),
  z.strictObject({
    method: z.literal('wechat'),
    account: z
      .string()
      .trim()
      .regex(/^o[\w-]{27}$/),
    name,
  }),
  z.strictObject({
    method: z.literal('bank'),
    account: z.string().trim().min(8).max(200),
    name,
  }),
])
export type PayoutAccountInput = z.input<typeof payoutAccountInput>

/**
 * Says where one wants to be paid from now on; payouts under way keep their account. The numbers
 * are stored encrypted. Creators only. Throws `payout.bad_account`.
 */
export async function savePayoutAccount(
  ctx: Ctx,
  input: PayoutAccountInput,
  { autoFromMinor }: { autoFromMinor: bigint | null },
): Promise<void> {
  if (ctx.actor.kind !== 'person') throw unauthenticated()
  if (!hasRole(ctx.actor, 'creator')) throw forbidden()
  const parsed = payoutAccountInput.safeParse(input)
  if (!parsed.success || (autoFromMinor !== null && autoFromMinor <= 0n)) {
    throw invalid('payout.bad_account')
  }
  const { personId } = ctx.actor
  const { method, ...details } = parsed.data
  await inTransaction(ctx, async (tx) => {
    const value = {
      method,
      details: sealDetails(personId, details),
      hint: hintOf(details.account),
      autoFromMinor,
      updatedAt: tx.now,
    }
    await tx.db
      .insert(payoutAccounts)
      .values({ personId, ...value })
      .onConflictDoUpdate({ target: payoutAccounts.personId, set: value })
    await audit(tx, 'payout.account_saved', `person:${personId}`, { method })
  })
}

/** Enough for its owner to know it again, and for nobody to use it. */
function hintOf(account: string): string {
  const characters = [...account]
  const end = characters.slice(-4).join('')
  return `${characters.slice(0, 2).join('')}***${end}`
}
