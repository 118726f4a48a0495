import { and, asc, eq, inArray, lte } from 'drizzle-orm'
import { forbidden } from '#kernel/errors.ts'
import { isCurrency, money } from '#kernel/money.ts'
import * as payments from '#payments'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { getSettings } from '#platform/settings/settings.ts'
import { oneByOne } from '../../settling/one-by-one.ts'
import { payouts } from '../../tables.ts'
import { isOwing } from './approve-payout.ts'
import { movePayout } from './move-payout.ts'
import { openDetails, type PayoutRow } from './payout.ts'
import { settlePayout } from './settle-payout.ts'

const BATCH = 20
/** Seconds until a payout that is not final is looked at again. */
const ASK_AFTER_SECONDS = [10, 60, 300, 1800]
/** A creator who owes is looked at again after this: sales may have earned it back. */
const OWING_WAIT_MS = 3_600_000

/**
 * Sends the approved payouts that a gateway can carry, and asks about those under way. The intent
 * is committed before the gateway is called; what it does not answer clearly is asked under the
 * same number, and sent again under it only when the gateway does not know it. Returns how many.
 */
export async function sendDuePayouts(ctx: Ctx): Promise<number> {
  if (ctx.actor.kind !== 'system') throw forbidden()
  const due = await inTransaction(ctx, claim)
  const { siteName } = await getSettings(ctx)
  await oneByOne(
    ctx,
    due,
    async (payout) => settlePayout(ctx, await carry(payout, siteName)),
    ({ number }) => number,
  )
  return due.length
}

async function claim(tx: Ctx): Promise<PayoutRow[]> {
  const payers = payments.configuredPayers()
  if (payers.length === 0) return []
  const due = await tx.db
    .select()
    .from(payouts)
    .where(
      and(
        lte(payouts.askAt, tx.now),
        inArray(payouts.method, payers),
        inArray(payouts.status, ['approved', 'sending']),
      ),
    )
    .orderBy(asc(payouts.askAt))
    .limit(BATCH)
    .for('update', { skipLocked: true })
  const claimed: PayoutRow[] = []
  for (const payout of due) {
    const isFirst = payout.status === 'approved'
    const waits = isFirst && (await isOwing(tx, payout))
    const seconds = ASK_AFTER_SECONDS[Math.min(payout.asked, ASK_AFTER_SECONDS.length - 1)] ?? 60
    const askAt = new Date(tx.now.getTime() + (waits ? OWING_WAIT_MS : seconds * 1_000))
    const asked = waits ? payout.asked : payout.asked + 1
    await tx.db.update(payouts).set({ askAt, asked }).where(eq(payouts.id, payout.id))
    if (waits) continue
    if (isFirst) await movePayout(tx, payout, 'sending', 'handed to the gateway')
    claimed.push(payout)
  }
  return claimed
}

async function carry(payout: PayoutRow, remark: string): Promise<payments.TransferFact> {
  const payer = payments.findPayer(payout.method)
  if (!payer || !isCurrency(payout.currency)) throw new Error(`no payer for ${payout.method}`)
  if (payout.status === 'sending') {
    const fact = await payer.queryTransfer(payout.number)
    // A bill whose reply was lost is sent once more: the same number brings what its payee needs.
    const isStuck = fact.status === 'waiting' && !payout.confirm
    if (fact.status !== 'not_found' && !isStuck) return fact
  }
  const amount = money(payout.amountMinor, payout.currency)
  const isPossible =
    amount.currency === 'CNY' &&
    amount.minor >= payer.amounts.min &&
    amount.minor <= payer.amounts.max
  if (!isPossible) return refused(payout, 'amount_out_of_range')
  return payer.transfer({ outNo: payout.number, amount, payee: openDetails(payout), remark })
}

function refused({ number }: PayoutRow, code: string): payments.TransferFact {
  return { outNo: number, status: 'failed', tradeNo: null, amount: null, code, confirm: null }
}
