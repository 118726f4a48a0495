import { ledgerAccounts, postTransfer } from '#ledger'
import type { Charge, Refund } from '#payments'
import type { Ctx } from '#platform/ctx.ts'
import { currencyOf } from './book-sale.ts'
import { ledgerSubject } from './ledger-subject.ts'

/** Books that a refund reached the payer, and the part of the gateway's fee that came with it. */
export async function bookReturned(
  tx: Ctx,
  charge: Charge,
  refund: Refund,
  feeMinor: bigint,
): Promise<void> {
  await postTransfer(tx, {
    key: `refund-settled:${refund.id}`,
    kind: 'refund_settled',
    subject: ledgerSubject(charge.subject),
    currency: currencyOf(refund),
    postings: [
      { account: ledgerAccounts.refundPayable, amountMinor: refund.amountMinor },
      {
        account: ledgerAccounts.gatewayReceivable(charge.provider),
        amountMinor: feeMinor - refund.amountMinor,
      },
      { account: ledgerAccounts.gatewayFees(charge.provider), amountMinor: -feeMinor },
    ],
  })
}
