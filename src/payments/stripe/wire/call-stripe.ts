import Stripe from 'stripe'

/** `key_used`: this idempotency key was sent with other parameters before. */
export type StripeReply<T> =
  | { kind: 'ok'; value: T }
  | { kind: 'refused'; code: string; status: number }
  | { kind: 'key_used'; code: string }
  | { kind: 'unknown'; code: string; replayed: boolean }

type Answer = { object: string; lastResponse: { statusCode: number } }

/**
 * One call through the SDK, which takes any JSON without `error` for success: a reply that is not a
 * 200 with the object asked for is unknown, as are all outcomes that are not a plain refusal.
 * `replayed` marks a server error that Stripe keeps under its key and will only repeat.
 */
export async function callStripe<T extends Answer>(
  object: T['object'],
  call: () => Promise<T>,
): Promise<StripeReply<T>> {
  try {
    const value = await call()
    const honest = value.object === object && value.lastResponse.statusCode === 200
    return honest ? { kind: 'ok', value } : unknown('not_a_reply')
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeError)) return unknown('not_understood')
    const { statusCode: status = 0, code = error.rawType ?? error.type } = error
    if (error instanceof Stripe.errors.StripeIdempotencyError) return { kind: 'key_used', code }
    if (refusals.includes(status)) return { kind: 'refused', code, status }
    return unknown(code, error.headers?.['idempotent-replayed'] === 'true')
  }
}

/** A wrong key (401, 403) or too many calls (429) say nothing of the payment itself. */
const refusals = [400, 402, 404]

function unknown(code: string, replayed = false): StripeReply<never> {
  return { kind: 'unknown', code, replayed }
}
