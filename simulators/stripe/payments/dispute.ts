import { newId, type StripeBooks, secondsNow } from '../stripe-books.ts'
import { emit } from '../stripe-events.ts'
import type { Input } from '../stripe-routes.ts'
import { flagOf, metadataOf, nestOf } from '../wire/read-params.ts'
import { pageOf } from '../wire/render.ts'
import { badRequest, missing } from '../wire/stripe-problem.ts'
import type { Charge } from './intent.ts'
import { DISPUTE_FEE, move } from './movement.ts'

export type Dispute = {
  id: string
  object: 'dispute'
  amount: number
  balance_transactions: string[]
  charge: string
  created: number
  currency: string
  evidence: Record<string, unknown>
  evidence_details: {
    due_by: number
    has_evidence: boolean
    past_due: boolean
    submission_count: number
  }
  is_charge_refundable: boolean
  livemode: false
  metadata: Record<string, string>
  payment_intent: string
  reason: string
  status: 'needs_response' | 'under_review' | 'won' | 'lost'
}

/** The days that a merchant has to answer. */
const ANSWER_WITHIN_SECONDS = 7 * 86_400

/** The payer's bank takes the charge back, and the fee with it. */
export function openDispute(books: StripeBooks, charge: Charge, reason: string): Dispute {
  const at = secondsNow(books)
  const id = newId(books, 'du')
  const { amount, currency } = charge
  books.charges.put(charge.id, { ...charge, disputed: true })
  const opened = books.disputes.put(id, {
    id,
    object: 'dispute',
    amount,
    balance_transactions: [],
    charge: charge.id,
    created: at,
    currency,
    evidence: {},
    evidence_details: {
      due_by: at + ANSWER_WITHIN_SECONDS,
      has_evidence: false,
      past_due: false,
      submission_count: 0,
    },
    is_charge_refundable: false,
    livemode: false,
    metadata: {},
    payment_intent: charge.payment_intent,
    reason,
    status: 'needs_response',
  })
  tell(books, 'created', opened)
  const line = { type: 'adjustment', amount: -amount, fee: DISPUTE_FEE, currency }
  const taken = move(books, { ...line, source: id, at })
  const withdrawn = books.disputes.put(id, { ...opened, balance_transactions: [taken.id] })
  tell(books, 'funds_withdrawn', withdrawn)
  return withdrawn
}

/** The bank decides; won, the money comes back. */
export function closeDispute(books: StripeBooks, dispute: Dispute, won: boolean): Dispute {
  const at = secondsNow(books)
  const status = won ? 'won' : 'lost'
  const closed = books.disputes.put(dispute.id, { ...dispute, status })
  tell(books, 'closed', closed)
  if (!won) return closed
  const { amount, currency, id } = dispute
  const back = move(books, { type: 'adjustment', amount, fee: 0, currency, source: id, at })
  const charge = books.charges.get(dispute.charge)
  if (charge) books.charges.put(charge.id, { ...charge, disputed: false })
  const balanceTransactions = [...closed.balance_transactions, back.id]
  const whole = books.disputes.put(id, { ...closed, balance_transactions: balanceTransactions })
  tell(books, 'funds_reinstated', whole)
  return whole
}

function tell(books: StripeBooks, event: string, dispute: Dispute): void {
  const ours = books.charges.get(dispute.charge)?.metadata.out_trade_no ?? ''
  emit(books, `charge.dispute.${event}`, dispute, { at: secondsNow(books), ours })
}

export const disputeParams = ['evidence', 'metadata', 'submit']

export function retrieveDispute(books: StripeBooks, { id }: Input): Dispute {
  const dispute = books.disputes.get(id)
  if (!dispute) throw missing('dispute', id)
  return dispute
}

export function listDisputes(books: StripeBooks, { params, path }: Input) {
  return pageOf(books.disputes.all(), params, path)
}

/** Evidence waits as a draft until it is submitted, once. */
export function updateDispute(books: StripeBooks, input: Input): Dispute {
  const dispute = openOnly(retrieveDispute(books, input))
  const { params } = input
  const evidence = { ...dispute.evidence, ...nestOf(params, 'evidence') }
  const submit = flagOf(params, 'submit')
  const details = dispute.evidence_details
  const updated = books.disputes.put(dispute.id, {
    ...dispute,
    evidence,
    metadata: metadataOf(params, dispute.metadata),
    evidence_details: {
      ...details,
      has_evidence: Object.keys(evidence).length > 0,
      submission_count: details.submission_count + (submit ? 1 : 0),
    },
    status: submit ? 'under_review' : dispute.status,
  })
  tell(books, 'updated', updated)
  return updated
}

/** Gives the dispute up. */
export function concedeDispute(books: StripeBooks, input: Input): Dispute {
  return closeDispute(books, openOnly(retrieveDispute(books, input)), false)
}

function openOnly(dispute: Dispute): Dispute {
  if (dispute.status === 'needs_response') return dispute
  throw badRequest(`This dispute is already ${dispute.status}.`, undefined, 'dispute_closed')
}
