import { beijingMidnight } from '../../beijing-time.ts'
import { type Fields, textOf } from '../../fields.ts'
import type { AgreementFact } from '../../recurring.ts'

/**
 * A suspended agreement (STOP) cannot be charged any more than an unsigned one. The next charge is
 * told by its day, of which we give the first instant.
 */
const statuses: Record<string, AgreementFact['status']> = {
  TEMP: 'pending',
  NORMAL: 'active',
  STOP: 'ended',
  UNSIGN: 'ended',
}

/** Reads an agreement out of a verified query reply or notification. */
export function agreementFactOf(
  fields: Fields,
  agreementNo: string,
  account: string,
): AgreementFact {
  const status = statuses[textOf(fields, 'status') ?? ''] ?? 'unknown'
  const next = textOf(fields, 'next_deduct_time')?.slice(0, 10)
  return {
    agreementNo,
    gatewayNo: textOf(fields, 'agreement_no'),
    account,
    status,
    nextChargeAt: next && status === 'active' ? beijingMidnight(next) : null,
  }
}
