import { AppError } from '#kernel/errors.ts'
import { money } from '#kernel/money.ts'
import { ledgerAccounts, postTransfer } from '#ledger'
import * as payments from '#payments'
import { audit } from '#platform/audit/audit.ts'
import type { Ctx } from '#platform/ctx.ts'
import { currencyOf } from '../../settling/book-sale.ts'
import { ledgerSubject } from '../../settling/ledger-subject.ts'

/** Asks to give back a charge that bought nothing; the worker carries it to the gateway. */
export async function returnCharge(
  tx: Ctx,
  charge: payments.Charge,
  reason: string,
  notBefore: Date = tx.now,
): Promise<payments.Refund> {
  const currency = currencyOf(charge)
  const amount = money(charge.amountMinor, currency)
  const refund = await payments.requestRefund(tx, {
    chargeId: charge.id,
    amount,
    reason,
    notBefore,
  })
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

/** Hours until what a gateway refused to give back is tried again, under a new number each time. */
const AGAIN_AFTER_HOURS = [1, 6, 24, 72]
const HOUR_MS = 3_600_000

/**
 * A charge that bought nothing and whose return the gateway refused for good is tried again by
 * itself; after the last try it stays in suspense and a person is told.
 */
export async function returnAgain(
  tx: Ctx,
  charge: payments.Charge,
  { reason }: payments.Refund,
): Promise<void> {
  const tried = await payments.listRefunds(tx, [charge.id])
  const hours = AGAIN_AFTER_HOURS[tried.length - 1]
  const { outTradeNo } = charge
  let code = 'tried_enough'
  if (hours !== undefined) {
    try {
      await returnCharge(tx, charge, reason, new Date(tx.now.getTime() + hours * HOUR_MS))
      return
    } catch (error) {
      // What cannot be asked for again must not keep the gateway's word from being taken.
      if (!(error instanceof AppError)) throw error
      code = error.code
    }
  }
  await audit(tx, 'payment.not_returned', ledgerSubject(charge.subject), { outTradeNo, code })
  tx.log.error({ outTradeNo }, 'a payment that bought nothing could not be given back')
}
