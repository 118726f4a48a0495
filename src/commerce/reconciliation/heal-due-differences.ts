import { AppError } from '#kernel/errors.ts'
import * as payments from '#payments'
import { audit } from '#platform/audit/audit.ts'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { record } from '#platform/events/record.ts'
import { settleRefundFact } from '../refunds/settle-refund-fact.ts'
import { oneByOne } from '../settling/one-by-one.ts'
import { settleChargeFact } from '../settling/settle-charge-fact.ts'
import { bookBill } from './book-bill.ts'

const BATCH = 20

/** Asks the gateways about differences that their answer can heal. Returns how many. */
export async function healDueDifferences(ctx: Ctx): Promise<number> {
  const due = await payments.claimDueDifferences(ctx, BATCH)
  await oneByOne(
    ctx,
    due,
    async (difference) => void (await healDifference(ctx, difference)),
    ({ id }) => id,
  )
  return due.length
}

/**
 * Settles what the gateway says now, by the same one way as any notification: the bill's word
 * alone opens nothing. Healed, its fee is booked too. A gateway that is silent is asked later.
 */
export async function healDifference(
  ctx: Ctx,
  difference: payments.Difference,
): Promise<'healed' | 'waiting' | 'given_up'> {
  const ourStatus = await settleAnswer(ctx, difference)
  const healed = ourStatus !== null && isHealed(difference, ourStatus)
  const outcome = await payments.keepAnswer(ctx, difference, { healed, ourStatus })
  if (outcome === 'healed') await bookLine(ctx, difference)
  if (outcome === 'given_up') {
    await inTransaction(ctx, async (tx) => {
      const { id, provider, subject } = difference
      await audit(tx, 'difference.left_open', `difference:${id}`, { provider, subject })
      await record(tx, { name: 'difference.left_open', differenceId: id })
    })
  }
  return outcome
}

/** Our status afterwards; null where nothing of ours could be asked about. */
async function settleAnswer(ctx: Ctx, difference: payments.Difference): Promise<string | null> {
  try {
    return difference.about === 'refund'
      ? await settleRefund(ctx, difference)
      : await settleCharge(ctx, difference)
  } catch (error) {
    if (!(error instanceof AppError) || error.kind !== 'unavailable') throw error
    ctx.log.warn({ difference: difference.id, code: error.code }, 'gateway not reached')
    return difference.ourStatus
  }
}

async function settleCharge(ctx: Ctx, difference: payments.Difference): Promise<string | null> {
  const charge = await payments.findCharge(ctx, difference.provider, difference.subject)
  if (!charge) return null
  const fact = await payments.askCharge(ctx, charge, { unwanted: false })
  await settleChargeFact(ctx, charge.provider, fact)
  return (await payments.getCharge(ctx, charge.id)).status
}

/** A bill that says the refund failed is the gateway's own word that it takes a success back. */
async function settleRefund(ctx: Ctx, difference: payments.Difference): Promise<string | null> {
  const refund = await payments.findRefund(ctx, difference.subject)
  if (!refund) return null
  const fact = await payments.askRefund(ctx, refund)
  const isReversal = difference.theirStatus === 'failed'
  await settleRefundFact(ctx, refund.outRefundNo, isReversal ? { ...fact, isReversal } : fact)
  return (await payments.findRefund(ctx, refund.outRefundNo))?.status ?? null
}

function isHealed({ about, theirStatus, kind }: payments.Difference, ourStatus: string): boolean {
  if (kind !== 'missing_here' && kind !== 'status') return false
  if (about === 'refund') return ourStatus === theirStatus
  return ourStatus === 'settled' || ourStatus === 'duplicate'
}

async function bookLine(ctx: Ctx, difference: payments.Difference): Promise<void> {
  const run = await payments.getBillRun(ctx, difference.runId)
  if (run.take === null) return
  const { subject } = difference
  await bookBill(ctx, { ...run, attempt: run.take }, { lines: run.lines, subject })
}
