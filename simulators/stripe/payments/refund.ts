import { newId, type StripeBooks, secondsNow } from '../stripe-books.ts'
import { emit } from '../stripe-events.ts'
import type { Input } from '../stripe-routes.ts'
import { integerOf, metadataOf, textOf } from '../wire/read-params.ts'
import { pageOf } from '../wire/render.ts'
import { badRequest, missing } from '../wire/stripe-problem.ts'
import type { Charge } from './intent.ts'
import { move } from './movement.ts'
import { toldMovements } from './told-movements.ts'

export type Refund = {
  id: string
  object: 'refund'
  amount: number
  balance_transaction: string | null
  charge: string
  created: number
  currency: string
  failure_balance_transaction?: string
  failure_reason?: string
  metadata: Record<string, string>
  payment_intent: string
  reason: string | null
  status: 'pending' | 'succeeded' | 'failed' | 'canceled'
}

export const refundParams = ['payment_intent', 'charge', 'amount', 'metadata', 'reason']
const reasons = ['duplicate', 'fraudulent', 'requested_by_customer']
/** A slow method gives back as slowly as it paid. */
const SETTLES_AFTER_MS = 60_000

export function createRefund(books: StripeBooks, { params }: Input): Refund {
  const charge = chargeToRefund(books, textOf(params, 'payment_intent'), textOf(params, 'charge'))
  const reason = textOf(params, 'reason')
  if (reason && !reasons.includes(reason)) throw badRequest(`Invalid reason: ${reason}`, 'reason')
  const left = charge.amount - charge.amount_refunded
  if (left === 0) {
    const told = `Charge ${charge.id} has already been refunded.`
    throw badRequest(told, undefined, 'charge_already_refunded')
  }
  if (charge.disputed) {
    throw badRequest('This charge has been charged back.', undefined, 'charge_disputed')
  }
  const amount = integerOf(params, 'amount') ?? left
  if (amount < 1) throw badRequest('Invalid positive integer', 'amount')
  if (amount > left) {
    const told = `Refund amount (${amount}) is greater than unrefunded amount on charge (${left})`
    throw badRequest(told, 'amount')
  }
  const at = secondsNow(books)
  const id = newId(books, 're')
  const { currency } = charge
  const taken = move(books, { type: 'refund', amount: -amount, fee: 0, currency, source: id, at })
  const slow = charge.payment_method_details.type !== 'card'
  const refund = books.refunds.put(id, {
    id,
    object: 'refund',
    amount,
    balance_transaction: taken.id,
    charge: charge.id,
    created: at,
    currency,
    metadata: metadataOf(params),
    payment_intent: charge.payment_intent,
    reason,
    status: slow ? 'pending' : 'succeeded',
  })
  const total = charge.amount_refunded + amount
  const refunded = { amount_refunded: total, refunded: total === charge.amount }
  const after = books.charges.put(charge.id, { ...charge, ...refunded })
  tell(books, 'refund.created', refund)
  emit(books, 'charge.refunded', after, { at, ours: ours(refund) })
  planRefund(books, refund)
  return refund
}

function chargeToRefund(books: StripeBooks, intentId: string | null, chargeId: string | null) {
  const intent = intentId ? books.intents.get(intentId) : undefined
  if (intentId && !intent) throw missing('payment_intent', intentId)
  const id = chargeId ?? intent?.latest_charge
  const charge = id ? books.charges.get(id) : undefined
  if (chargeId && !charge) throw missing('charge', chargeId)
  if (charge?.paid) return charge
  throw badRequest(
    'This payment does not have a successful charge to refund.',
    'payment_intent',
    'payment_intent_unexpected_state',
  )
}

export function planRefund(books: StripeBooks, { id, status, created }: Refund): void {
  if (status !== 'pending') return
  books.world.schedule.at(created * 1000 + SETTLES_AFTER_MS, () => {
    if (books.refunds.get(id)?.status === 'pending') settleRefund(books, id, 'succeeded')
  })
}

/**
 * The bank's word on a refund. It may come long after `succeeded` and undo it: the money is back
 * in the balance and nobody has been paid (F50).
 */
export function settleRefund(
  books: StripeBooks,
  id: string,
  status: 'succeeded' | 'failed',
): boolean {
  const refund = books.refunds.get(id)
  const charge = refund && books.charges.get(refund.charge)
  if (!refund || !charge || refund.status === status || refund.status === 'failed') return false
  if (status === 'succeeded') {
    tell(books, 'refund.updated', books.refunds.put(id, { ...refund, status }))
    return true
  }
  const { amount, currency } = refund
  const at = secondsNow(books)
  const back = move(books, { type: 'refund_failure', amount, fee: 0, currency, source: id, at })
  giveBack(books, charge, amount)
  const failed = books.refunds.put(id, {
    ...refund,
    status,
    failure_reason: 'expired_or_canceled_card',
    failure_balance_transaction: back.id,
  })
  tell(books, 'refund.updated', failed)
  tell(books, 'refund.failed', failed)
  return true
}

function giveBack(books: StripeBooks, charge: Charge, amount: number): void {
  const left = charge.amount_refunded - amount
  books.charges.put(charge.id, { ...charge, amount_refunded: left, refunded: false })
}

function tell(books: StripeBooks, type: string, refund: Refund): void {
  emit(books, type, refund, { at: secondsNow(books), ours: ours(refund) })
}

function ours({ metadata }: Refund): string {
  return metadata.out_trade_no ?? ''
}

export function retrieveRefund(books: StripeBooks, { id }: Input): Refund {
  const refund = books.refunds.get(id)
  if (!refund) throw missing('refund', id)
  return refund
}

export function listRefunds(books: StripeBooks, { params, path }: Input) {
  const [intent, charge] = [textOf(params, 'payment_intent'), textOf(params, 'charge')]
  const rows = books.refunds
    .all()
    .filter((one) => !intent || one.payment_intent === intent)
    .filter((one) => !charge || one.charge === charge)
  return pageOf(rows, params, path)
}

export function retrieveMovement(books: StripeBooks, { id }: Input) {
  const movement = books.movements.get(id)
  if (!movement) throw missing('balance transaction', id)
  return movement
}

export function listMovements(books: StripeBooks, { params, path }: Input) {
  const [type, source] = [textOf(params, 'type'), textOf(params, 'source')]
  const rows = toldMovements(books)
    .filter((one) => !type || one.type === type)
    .filter((one) => !source || one.source === source)
  return pageOf(rows, params, path)
}
