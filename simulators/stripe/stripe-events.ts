import { findObject, newId, type StripeBooks } from './stripe-books.ts'
import { type ApiObject, render } from './wire/render.ts'

export const API_VERSION = '2026-10-28.endive'

export type StripeEvent = ApiObject & {
  object: 'event'
  api_version: string
  created: number
  livemode: boolean
  type: string
  data: { object: Record<string, unknown> }
  pending_webhooks: number
  request: { id: string | null; idempotency_key: string | null }
}

/** What the merchant's endpoint asked to hear of; all else can only be looked up. */
const subscribed = [
  /^checkout\.session\./,
  /^refund\./,
  /^charge\.dispute\.(created|funds_withdrawn|funds_reinstated|closed)$/,
  /^customer\.subscription\./,
  /^invoice\.(paid|payment_failed)$/,
]

/** Something happened: kept for `/v1/events`, and told where the endpoint listens for it. */
export function emit(
  books: StripeBooks,
  type: string,
  shown: ApiObject,
  { at, ours }: { at: number; ours: string },
): StripeEvent {
  const heard = subscribed.some((pattern) => pattern.test(type))
  const event = makeEvent(books, type, shown, at)
  books.events.put(event.id, { ...event, pending_webhooks: heard ? 1 : 0 })
  if (heard) {
    const url = books.endpoint.get('endpoint')?.url ?? ''
    const told = { id: event.id, gateway: 'stripe', event: type, url } as const
    books.world.notifier.notify({ ...told, outTradeNo: ours, payload: event })
  }
  return event
}

/** The event as such, frozen with its object as it is now. */
export function makeEvent(
  books: StripeBooks,
  type: string,
  shown: ApiObject,
  at: number,
): StripeEvent {
  return {
    id: newId(books, 'evt'),
    object: 'event',
    api_version: API_VERSION,
    created: at,
    livemode: false,
    type,
    data: { object: render((id) => findObject(books, id), shown) },
    pending_webhooks: 1,
    request: { id: null, idempotency_key: null },
  }
}
