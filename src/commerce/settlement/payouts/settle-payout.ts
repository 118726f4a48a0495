import { eq } from 'drizzle-orm'
import { isCurrency } from '#kernel/money.ts'
import { ledgerAccounts, postTransfer } from '#ledger'
import type { TransferFact } from '#payments'
import { audit } from '#platform/audit/audit.ts'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { record } from '#platform/events/record.ts'
import { payouts } from '../../tables.ts'
import { giveBack } from './cancel-payout.ts'
import { lockPayout, movePayout } from './move-payout.ts'
import type { PayoutRow } from './payout.ts'

/**
 * The one place where a gateway's word about a payout takes effect: paid, the clearing is emptied
 * to the gateway; failed, the money is payable again; all else only waits. Repeats do nothing. A
 * gateway that says it paid another amount changes nothing either: a person must look.
 */
export async function settlePayout(ctx: Ctx, fact: TransferFact): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const payout = await lockPayout(tx, fact.outNo)
    if (payout.status !== 'sending') return
    if (fact.amount && fact.amount.minor !== payout.amountMinor) {
      const saidMinor = String(fact.amount.minor)
      await audit(tx, 'payout.mismatched', `payout:${payout.number}`, { saidMinor })
      tx.log.error({ number: payout.number }, 'a gateway paid out another amount')
      return
    }
    if (fact.status === 'paid') return paid(tx, payout, fact)
    if (fact.status === 'failed') return failed(tx, payout, fact)
    const news = {
      code: fact.code,
      ...(fact.confirm && { confirm: fact.confirm }),
      ...(fact.tradeNo && { tradeNo: fact.tradeNo }),
    }
    await tx.db.update(payouts).set(news).where(eq(payouts.id, payout.id))
  })
}

async function paid(tx: Ctx, payout: PayoutRow, { tradeNo }: TransferFact): Promise<void> {
  const { method } = payout
  await movePayout(tx, payout, 'paid', 'paid by the gateway', {
    tradeNo,
    code: null,
    confirm: null,
    askAt: null,
    finishedAt: tx.now,
  })
  await bookPaid(tx, payout, ledgerAccounts.gatewayReceivable(method))
}

async function failed(tx: Ctx, payout: PayoutRow, { code }: TransferFact): Promise<void> {
  const changes = { code, confirm: null, askAt: null, finishedAt: tx.now }
  await movePayout(tx, payout, 'failed', code ?? 'refused by the gateway', changes)
  await giveBack(tx, payout.id)
  await audit(tx, 'payout.failed', `payout:${payout.number}`, { code })
  await record(tx, { name: 'payout.failed', payoutId: payout.id })
}

/** The clearing account is emptied from where the money really left. */
export async function bookPaid(tx: Ctx, payout: PayoutRow, from: string): Promise<void> {
  const { id, personId, amountMinor, currency } = payout
  if (!isCurrency(currency)) throw new Error(`unknown currency ${currency}`)
  await postTransfer(tx, {
    key: `payout-paid:${id}`,
    kind: 'payout_paid',
    subject: `payout:${id}`,
    currency,
    postings: [
      { account: ledgerAccounts.clearing(personId), amountMinor },
      { account: from, amountMinor: -amountMinor },
    ],
  })
  await record(tx, { name: 'payout.paid', payoutId: id })
}
