import type { AgreementFact } from '../../recurring.ts'

/** `contract_state` of a query; 9 is a signing under way. */
const states: Record<string, AgreementFact['status']> = { 0: 'active', 1: 'ended', 9: 'pending' }

/** Reads an agreement out of a verified reply or notification. No day is fixed for charges. */
export function contractFactOf(
  fields: ReadonlyMap<string, string>,
  agreementNo: string,
  account: string,
  status = states[fields.get('contract_state') ?? ''] ?? 'unknown',
): AgreementFact {
  const gatewayNo = fields.get('contract_id') || null
  return { agreementNo, gatewayNo, account, status, nextChargeAt: null }
}

export function unknownContract(agreementNo: string, account: string): AgreementFact {
  return { agreementNo, gatewayNo: null, account, status: 'unknown', nextChargeAt: null }
}
