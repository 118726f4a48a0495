import * as payments from '#payments'
import { audit } from '#platform/audit/audit.ts'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { healDifference } from './heal-due-differences.ts'

/** A person says what a difference was; owner and support. Throws `difference.note_needed`. */
export async function resolveDifference(ctx: Ctx, id: string, note: string): Promise<void> {
  payments.requireReconciler(ctx)
  await inTransaction(ctx, async (tx) => {
    const { provider, date, subject, kind } = await payments.closeDifference(tx, id, note)
    await audit(tx, 'difference.resolved', `difference:${id}`, { provider, date, subject, kind })
  })
}

/** A person has the gateway asked now; owner and support. */
export async function askAboutDifference(
  ctx: Ctx,
  id: string,
): Promise<'healed' | 'waiting' | 'given_up'> {
  payments.requireReconciler(ctx)
  const difference = await payments.getDifference(ctx, id)
  if (difference.state !== 'open') return 'healed'
  await audit(ctx, 'difference.asked', `difference:${id}`)
  return healDifference(ctx, difference)
}
