import { money } from '#kernel/money.ts'
import { ledgerAccounts, postTransfer } from '#ledger'
import * as payments from '#payments'
import type { Ctx } from '#platform/ctx.ts'
import { currencyOf } from '../../settling/book-sale.ts'
import { ledgerSubject } from '../../settling/ledger-subject.ts'

/** Asks to give back a charge that bought nothing; the worker carries it to the gateway. */
export async function returnCharge(
  tx: Ctx,
  charge: payments.Charge,
  reason: string,
): Promise<payments.Refund> {
  const currency = currencyOf(charge)
  const amount = money(charge.amountMinor, currency)
  const refund = await payments.requestRefund(tx, { chargeId: charge.id, amount, reason })
  await postTransfer(tx, {
    key: `refund:${refund.id}`,
    kind: 'refund',
    subject: ledgerSubject(charge.subject),
    currency,
    postings: [
      { account: ledgerAccounts.suspense(charge.provider), amountMinor: charge.amountMinor },
      { account: ledgerAccounts.refundPayable, amountMinor: -charge.amountMinor },
    ],
  })
  return refund
}
