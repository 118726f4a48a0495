import { type Price, readPriceData } from '../billing/catalogue.ts'
import { type StripeBooks, secondsNow } from '../stripe-books.ts'
import type { Input } from '../stripe-routes.ts'
import type { Params } from '../wire/parse-form.ts'
import { integerOf, listOf, metadataOf, neededText, nestOf, textOf } from '../wire/read-params.ts'
import { pageOf } from '../wire/render.ts'
import { badRequest, missing } from '../wire/stripe-problem.ts'
import { checkAmount } from './amount.ts'
import { expireSession, newSessionId, planSession, type Session } from './session.ts'

/** As of API version endive; `payment_method_types` is no longer among them. */
export const sessionParams = [
  ...[
    'mode',
    'line_items',
    'client_reference_id',
    'metadata',
    'payment_intent_data',
    'success_url',
  ],
  ...['cancel_url', 'expires_at', 'customer', 'customer_email', 'subscription_data', 'ui_mode'],
  ...['locale', 'allowed_payment_method_types', 'excluded_payment_method_types'],
  ...['payment_method_configuration', 'payment_method_options', 'allow_promotion_codes'],
]

const SHORTEST_SECONDS = 30 * 60
const LONGEST_SECONDS = 24 * 3600
/** Checkout wants a trial to last this long at least. */
const SHORTEST_TRIAL_SECONDS = 48 * 3600

export function createSession(books: StripeBooks, { params, base }: Input): Session {
  const mode = neededText(params, 'mode')
  if (mode !== 'payment' && mode !== 'subscription') throw badRequest('Invalid mode', 'mode')
  const items = readItems(books, params, mode)
  const [first] = items
  if (!first) throw badRequest('Missing required param: line_items.', 'line_items')
  if (items.some(({ price }) => price.currency !== first.price.currency)) {
    throw badRequest('All line items must have the same currency.', 'line_items')
  }
  const { currency } = first.price
  const total = items.reduce((sum, { price, quantity }) => sum + price.unit_amount * quantity, 0)
  const reference = textOf(params, 'client_reference_id')
  if (reference && reference.length > 200) {
    throw badRequest('client_reference_id can have up to 200 characters.', 'client_reference_id')
  }
  const { schedule, clock } = books.world
  const now = Math.floor(clock().getTime() / 1000)
  const expiresAt = readExpiry(params, now)
  const id = newSessionId(books)
  const session = books.sessions.put(id, {
    id,
    object: 'checkout.session',
    amount_subtotal: total,
    amount_total: checkAmount(total, currency, 'line_items'),
    cancel_url: textOf(params, 'cancel_url'),
    client_reference_id: reference,
    created: secondsNow(books),
    currency,
    customer: textOf(params, 'customer'),
    customer_details: null,
    customer_email: textOf(params, 'customer_email'),
    expires_at: expiresAt,
    livemode: false,
    metadata: metadataOf(params),
    mode,
    payment_intent: null,
    payment_status: 'unpaid',
    status: 'open',
    subscription: null,
    success_url: neededText(params, 'success_url'),
    ui_mode: 'hosted_page',
    url: `${base}/stripe/pay/${id}`,
    sim: {
      name: first.price.sim.name,
      // A deadline is so far from the merchant's now; business time may have been moved on.
      endsAt: schedule.now() + expiresAt * 1000 - clock().getTime(),
      paymentMetadata: metadataOf(nestOf(params, 'payment_intent_data')),
      subscriptionMetadata: metadataOf(nestOf(params, 'subscription_data')),
      prices: items.map(({ price, quantity }) => ({ price: price.id, quantity })),
      trialEnd: readTrialEnd(params, now, secondsNow(books)),
      paidAt: null,
      latePayAt: null,
    },
  })
  planSession(books, session)
  return session
}

function readItems(books: StripeBooks, params: Params, mode: Session['mode']) {
  return listOf(params, 'line_items').map((item) => {
    const id = textOf(item, 'price')
    const price: Price | undefined = id
      ? books.prices.get(id)
      : readPriceData(books, nestOf(item, 'price_data'))
    if (!price) throw missing('price', id ?? '')
    const recurs = price.recurring !== null
    if (recurs !== (mode === 'subscription')) {
      const wanted = recurs ? 'a one-time' : 'a recurring'
      const told = `You must provide ${wanted} price in ${mode} mode.`
      throw badRequest(told, 'line_items')
    }
    const quantity = integerOf(item, 'quantity')
    if (!quantity || quantity < 1) throw badRequest('Quantity is required.', 'line_items')
    return { price, quantity }
  })
}

function readExpiry(params: Params, now: number): number {
  const expiresAt = integerOf(params, 'expires_at') ?? now + LONGEST_SECONDS
  if (expiresAt < now + SHORTEST_SECONDS || expiresAt > now + LONGEST_SECONDS) {
    const told = 'The `expires_at` timestamp must be between 30 minutes and 24 hours from creation.'
    throw badRequest(told, 'expires_at')
  }
  return expiresAt
}

/** The trial's end in business time. */
function readTrialEnd(params: Params, now: number, business: number): number | null {
  const trialEnd = integerOf(nestOf(params, 'subscription_data'), 'trial_end')
  if (trialEnd === null) return null
  if (trialEnd < now + SHORTEST_TRIAL_SECONDS) {
    throw badRequest('The `trial_end` date has to be at least 2 days in the future.', 'trial_end')
  }
  return business + trialEnd - now
}

export function retrieveSession(books: StripeBooks, { id }: Input): Session {
  const session = books.sessions.get(id)
  if (!session) throw missing('checkout.session', id)
  return session
}

export function expireSessionRoute(books: StripeBooks, input: Input): Session {
  const session = retrieveSession(books, input)
  if (expireSession(books, session.id)) return retrieveSession(books, input)
  const told = 'Only Checkout Sessions with a status in ["open"] can be expired.'
  throw badRequest(`${told} This Session has a status of ${session.status}.`)
}

export function listSessions(books: StripeBooks, { params, path }: Input) {
  const names = ['status', 'payment_intent', 'subscription', 'customer'] as const
  const rows = books.sessions.all().filter((one) =>
    names.every((name) => {
      const wanted = textOf(params, name)
      return wanted === null || one[name] === wanted
    }),
  )
  return pageOf(rows, params, path)
}
