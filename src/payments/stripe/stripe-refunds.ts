import type { RefundFact, RefundQuestion, RefundRequest } from '../provider.ts'
import { KEY_LIFE_MS } from './create-session.ts'
import { findSession } from './find-session.ts'
import { OUT_REFUND_NO, OUT_TRADE_NO, refundFactOf, unitsOf } from './stripe-facts.ts'
import { callStripe } from './wire/call-stripe.ts'
import type { StripeLine } from './wire/stripe-line.ts'

const PAGE = 100
/** Longest value that metadata takes. */
const MAX_REASON = 500

/**
 * Refunds a payment under a key that is our number. A refusal may hide that an earlier send of
 * the same number was taken, and a key lives a day only: then this very refund is asked for.
 */
export async function createRefund(line: StripeLine, request: RefundRequest): Promise<RefundFact> {
  const { outTradeNo, outRefundNo, refund, firstSentAt } = request
  if (refund.minor < 1n || refund.currency !== request.charged.currency) {
    return without(outRefundNo, 'failed', 'amount_out_of_range')
  }
  const payment = await paymentOf(line, request)
  if ('status' in payment) return without(outRefundNo, payment.status, payment.code)
  if (firstSentAt && line.around.now().getTime() - firstSentAt.getTime() > KEY_LIFE_MS) {
    const earlier = await findRefund(line, payment.id, outRefundNo)
    if (earlier.status !== 'not_found') return earlier
  }
  const reply = await callStripe('refund', () =>
    line.stripe.refunds.create(
      {
        payment_intent: payment.id,
        amount: unitsOf(refund),
        metadata: {
          [OUT_TRADE_NO]: outTradeNo,
          [OUT_REFUND_NO]: outRefundNo,
          reason: [...request.reason].slice(0, MAX_REASON).join(''),
        },
      },
      { idempotencyKey: `refund-${outRefundNo}` },
    ),
  )
  if (reply.kind === 'ok') {
    return reply.value.metadata?.[OUT_REFUND_NO] === outRefundNo
      ? refundFactOf(reply.value, outRefundNo)
      : without(outRefundNo, 'unknown', 'foreign_reply')
  }
  if (reply.kind === 'unknown') return without(outRefundNo, 'unknown', reply.code)
  const known = await findRefund(line, payment.id, outRefundNo)
  if (known.status !== 'not_found') return known
  return without(outRefundNo, reply.kind === 'refused' ? 'failed' : 'unknown', reply.code)
}

export async function queryRefund(line: StripeLine, asked: RefundQuestion): Promise<RefundFact> {
  const payment = await paymentOf(line, asked)
  if ('id' in payment) return findRefund(line, payment.id, asked.outRefundNo)
  const status = payment.status === 'failed' ? 'not_found' : 'unknown'
  return without(asked.outRefundNo, status, payment.code)
}

/** The payment behind a charge: the name that the settled charge carries, or its session's. */
async function paymentOf(
  line: StripeLine,
  { outTradeNo, gatewayRef }: Pick<RefundQuestion, 'outTradeNo' | 'gatewayRef'>,
): Promise<{ id: string } | { status: 'failed' | 'unknown'; code: string }> {
  if (gatewayRef?.startsWith('pi_')) return { id: gatewayRef }
  const found = await findSession(line, outTradeNo, gatewayRef)
  if (found.kind === 'unknown') return { status: 'unknown', code: found.code }
  if (found.kind === 'none') return { status: 'failed', code: 'charge_not_found' }
  const intent = found.kind === 'intent' ? found.intent : found.session.payment_intent
  if (!intent) return { status: 'failed', code: 'charge_not_paid' }
  return { id: typeof intent === 'string' ? intent : intent.id }
}

/** Our number stands in the metadata of each refund; the list of one payment is exact and short. */
async function findRefund(
  line: StripeLine,
  paymentId: string,
  outRefundNo: string,
): Promise<RefundFact> {
  let after: string | undefined
  for (;;) {
    const reply = await callStripe('list', () =>
      line.stripe.refunds.list({
        payment_intent: paymentId,
        limit: PAGE,
        ...(after && { starting_after: after }),
      }),
    )
    if (reply.kind !== 'ok') return without(outRefundNo, 'unknown', reply.code)
    const { data, has_more: more } = reply.value
    const refund = data.find(({ metadata }) => metadata?.[OUT_REFUND_NO] === outRefundNo)
    if (refund) return refundFactOf(refund, outRefundNo)
    after = data.at(-1)?.id
    if (!more || !after) return without(outRefundNo, 'not_found', null)
  }
}

function without(
  outRefundNo: string,
  status: RefundFact['status'],
  code: string | null,
): RefundFact {
  return { outRefundNo, status, amount: null, code }
}
