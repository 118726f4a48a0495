import type { ReplyFault } from '../engine/faults.ts'
import type { Answer, Call } from '../engine/http.ts'
import { randomHex, type World } from '../engine/world.ts'
import { planBilling } from './billing/run-billing.ts'
import { planRefund } from './payments/refund.ts'
import { planSession } from './payments/session.ts'
import { findObject, openBooks, type StripeBooks } from './stripe-books.ts'
import { stripeCashier } from './stripe-cashier.ts'
import { API_VERSION } from './stripe-events.ts'
import { stripeNoticeStyle } from './stripe-notice.ts'
import { findRoute } from './stripe-routes.ts'
import { idempotencyKeys } from './wire/idempotency.ts'
import { parseForm } from './wire/parse-form.ts'
import { expandOf, refuseUnknown } from './wire/read-params.ts'
import { type ApiObject, render } from './wire/render.ts'
import { badRequest, envelopeOf, StripeProblem } from './wire/stripe-problem.ts'

export type StripeGateway = {
  books: StripeBooks
  /** What a call is about, for fault knobs limited to a part of it; null if it is not Stripe's. */
  label: (call: Call) => string | null
  /** Before any delay: the key of a request is taken, or the answer it already has. */
  arrive: (call: Call) => Answer | null
  answer: (call: Call, fault: ReplyFault | null) => Answer
}

const CASHIER = '/stripe/pay/'

/** `/v1/…` and the pages behind Checkout. */
export function createStripeGateway(world: World): StripeGateway {
  const books = openBooks(world)
  world.notifier.styles.stripe = stripeNoticeStyle(books)
  for (const session of books.sessions.all()) planSession(books, session)
  for (const refund of books.refunds.all()) planRefund(books, refund)
  for (const subscription of books.subscriptions.all()) planBilling(books, subscription)
  const keys = idempotencyKeys(books.keys, () => world.schedule.now())
  // A request that a crash cut off is not under way any more.
  for (const { key, status } of books.keys.all())
    if (status === 'running') keys.finish(key, 400, '')

  const keyOf = ({ method, headers }: Call) => {
    const key = method === 'POST' ? headers['idempotency-key'] : undefined
    return typeof key === 'string' ? key : null
  }
  return {
    books,
    label: (call) => {
      if (call.path.startsWith('/v1/')) return `${call.method} ${call.path}`
      return call.path.startsWith(CASHIER) ? 'cashier' : null
    },
    arrive: (call) => {
      const key = keyOf(call)
      if (key === null || !call.path.startsWith('/v1/')) return null
      try {
        refuseStranger(world, call)
        if (key.length > 255) throw badRequest('Idempotency keys can have up to 255 characters.')
        const request = `${call.method} ${call.path} ${call.body.toString('utf8')}`
        const kept = keys.replay(key, request)
        if (kept) return reply(world, kept.status, kept.body, { 'idempotent-replayed': 'true' })
        keys.begin(key, request)
        return null
      } catch (error) {
        return problemReply(world, error)
      }
    },
    answer: (call, fault) => {
      if (call.path.startsWith(CASHIER)) {
        return stripeCashier(books, call, call.path.slice(CASHIER.length))
      }
      const answer = serveApi(books, call, fault)
      const key = keyOf(call)
      if (key && answer !== 'hang_up') keys.finish(key, answer.status, String(answer.body ?? ''))
      return answer
    },
  }
}

function serveApi(books: StripeBooks, call: Call, fault: ReplyFault | null): Answer {
  const { world } = books
  try {
    refuseStranger(world, call)
    if (fault?.kind === 'business') throw businessProblem(fault.code)
    const route = findRoute(call.method, call.path)
    if (!route) {
      const told = `Unrecognized request URL (${call.method}: ${call.path}).`
      throw new StripeProblem(404, 'invalid_request_error', told)
    }
    const form = call.method === 'GET' ? call.query.toString() : call.body.toString('utf8')
    const params = parseForm(form)
    if (!params) throw badRequest('Invalid request: the parameters are malformed.')
    refuseUnknown(params, route.allowed)
    const expand = expandOf(params)
    const base = `http://${call.headers.host ?? 'localhost'}`
    const input = { id: route.id, path: call.path, params, base }
    const shown = route.handler(books, input)
    const find = (id: string) => findObject(books, id)
    const body = JSON.stringify(clean(render(find, shown, expand)), null, 2)
    return reply(world, 200, body)
  } catch (error) {
    return problemReply(world, error)
  }
}

/** Nothing of the simulator's own leaves it, however deep it lies. */
function clean(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(clean)
  if (typeof value !== 'object' || value === null) return value
  const { sim: _, ...fields } = value as ApiObject & Record<string, unknown>
  return Object.fromEntries(Object.entries(fields).map(([name, one]) => [name, clean(one)]))
}

/** The key of another account, or none; and a version that this API never had. */
function refuseStranger(world: World, { headers, method }: Call): void {
  const given = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1]
  if (given !== world.keys.stripe.secretKey) {
    const told = given ? 'Invalid API Key provided.' : 'You did not provide an API key.'
    throw new StripeProblem(401, 'authentication_error', told)
  }
  const version = headers['stripe-version'] ?? API_VERSION
  if (version !== API_VERSION) throw badRequest(`Invalid Stripe API version: ${version}`)
  const form = headers['content-type']?.split(';')[0]
  if (method === 'POST' && form !== 'application/x-www-form-urlencoded') {
    throw badRequest(`Invalid content type: ${form}`)
  }
}

function businessProblem(code: string): StripeProblem {
  if (code === 'api_error') return new StripeProblem(500, 'api_error', 'Something went wrong.')
  if (code === 'rate_limit' || code === 'lock_timeout') {
    return new StripeProblem(429, 'rate_limit_error', 'Too many requests.', code)
  }
  return badRequest('A simulated refusal.', undefined, code)
}

function problemReply(world: World, error: unknown): Answer {
  if (!(error instanceof StripeProblem)) throw error
  return reply(world, error.status, JSON.stringify(envelopeOf(error), null, 2))
}

function reply(
  world: World,
  status: number,
  body: string,
  extra: Record<string, string> = {},
): Answer {
  const headers = {
    'content-type': 'application/json',
    'request-id': `req_${randomHex(world, 7)}`,
    'stripe-version': API_VERSION,
    ...extra,
  }
  return { status, headers, body }
}
