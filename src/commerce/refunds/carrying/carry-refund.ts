import * as payments from '#payments'
import type { Ctx } from '#platform/ctx.ts'
import { oneByOne } from '../../settling/one-by-one.ts'
import { settleRefundFact } from '../settle-refund-fact.ts'

const BATCH = 20

/** Takes one refund to its gateway now, unless another process has it in hand. */
export async function carryRefund(
  ctx: Ctx,
  refund: payments.Refund,
  baseUrl: string,
): Promise<void> {
  const [claimed] = await payments.claimRefunds(ctx, { refundId: refund.id })
  if (claimed) await carry(ctx, claimed, baseUrl)
}

/** Takes the refunds that are due to their gateways. Returns how many. */
export async function carryDueRefunds(ctx: Ctx, baseUrl: string): Promise<number> {
  const due = await payments.claimRefunds(ctx, { limit: BATCH })
  await oneByOne(
    ctx,
    due,
    (refund) => carry(ctx, refund, baseUrl),
    ({ outRefundNo }) => outRefundNo,
  )
  return due.length
}

async function carry(ctx: Ctx, refund: payments.Refund, baseUrl: string): Promise<void> {
  const fact = await payments.pushRefund(ctx, refund, baseUrl)
  await settleRefundFact(ctx, refund.outRefundNo, fact)
}
