import type { DisputeEvidence, EvidenceReply } from '../provider.ts'
import { callStripe } from './wire/call-stripe.ts'
import type { StripeLine } from './wire/stripe-line.ts'

/** Stripe takes 20,000 characters a field and 150,000 in all. */
const MAX_CHARS = 20_000

/**
 * Fills in the evidence and hands it in; Stripe takes it once. A dispute that is under review
 * already has it: what an earlier call whose answer was lost handed in counts as handed in.
 */
export async function submitEvidence(
  line: StripeLine,
  disputeNo: string,
  { product, accessLog, account }: DisputeEvidence,
): Promise<EvidenceReply> {
  const evidence = {
    product_description: product.slice(0, MAX_CHARS),
    access_activity_log: accessLog.slice(0, MAX_CHARS),
    uncategorized_text: account.slice(0, MAX_CHARS),
  }
  const reply = await callStripe('dispute', () =>
    line.stripe.disputes.update(disputeNo, { evidence, submit: true }),
  )
  if (reply.kind === 'ok') return { kind: 'submitted', code: null }
  if (reply.kind !== 'refused') return { kind: 'unknown', code: reply.code }
  const now = await callStripe('dispute', () => line.stripe.disputes.retrieve(disputeNo))
  if (now.kind === 'ok' && now.value.status === 'under_review') {
    return { kind: 'submitted', code: reply.code }
  }
  return { kind: now.kind === 'unknown' ? 'unknown' : 'refused', code: reply.code }
}
