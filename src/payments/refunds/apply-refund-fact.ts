import { and, eq, inArray } from 'drizzle-orm'
import type { Ctx } from '#platform/ctx.ts'
import type { RefundFact } from '../provider.ts'
import { refunds } from '../tables.ts'
import type { Refund } from './request-refund.ts'

/** `reopened`: the gateway had said success and now says that it failed. */
export type RefundOutcome = 'succeeded' | 'failed' | 'reopened' | 'unchanged'

/** Moves a refund by what the gateway says, once; an amount that is not ours changes nothing. */
export async function applyRefundFact(
  tx: Ctx,
  refund: Refund,
  fact: RefundFact,
): Promise<RefundOutcome> {
  const { status, code, amount } = fact
  if (status === 'processing') {
    await tx.db
      .update(refunds)
      .set({ status: 'processing', code })
      .where(and(eq(refunds.id, refund.id), eq(refunds.status, 'requested')))
    return 'unchanged'
  }
  if (status !== 'succeeded' && status !== 'failed') return 'unchanged'
  if (amount && (amount.minor !== refund.amountMinor || amount.currency !== refund.currency)) {
    tx.log.error({ refundId: refund.id }, 'the gateway names another refund amount')
    return 'unchanged'
  }
  const done = { status, code, askAt: null, finishedAt: tx.now }
  const [moved] = await tx.db
    .update(refunds)
    .set(done)
    .where(and(eq(refunds.id, refund.id), inArray(refunds.status, ['requested', 'processing'])))
    .returning({ id: refunds.id })
  if (moved) return status
  if (status !== 'failed' || !fact.isReversal) return 'unchanged'
  const [reopened] = await tx.db
    .update(refunds)
    .set(done)
    .where(and(eq(refunds.id, refund.id), eq(refunds.status, 'succeeded')))
    .returning({ id: refunds.id })
  return reopened ? 'reopened' : 'unchanged'
}
