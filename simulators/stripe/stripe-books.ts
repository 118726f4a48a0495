import type { Table } from '../engine/journal.ts'
import { randomHex, type World } from '../engine/world.ts'
import type { Customer, Price, Product } from './billing/catalogue.ts'
import type { TestClock } from './billing/clock.ts'
import type { Invoice, InvoicePayment } from './billing/invoice.ts'
import type { Subscription } from './billing/subscription.ts'
import type { Dispute } from './payments/dispute.ts'
import type { Charge, Intent } from './payments/intent.ts'
import type { Movement } from './payments/movement.ts'
import type { Refund } from './payments/refund.ts'
import type { Session } from './payments/session.ts'
import type { StripeEvent } from './stripe-events.ts'
import type { KeptKey } from './wire/idempotency.ts'
import type { ApiObject } from './wire/render.ts'

/** Where events go, and which of the webhook secrets sign them. */
export type Endpoint = { url: string; signs: number[] }

export type StripeBooks = {
  world: World
  sessions: Table<Session>
  intents: Table<Intent>
  charges: Table<Charge>
  refunds: Table<Refund>
  movements: Table<Movement>
  disputes: Table<Dispute>
  customers: Table<Customer>
  products: Table<Product>
  prices: Table<Price>
  subscriptions: Table<Subscription>
  invoices: Table<Invoice>
  invoicePayments: Table<InvoicePayment>
  clocks: Table<TestClock>
  events: Table<StripeEvent>
  keys: Table<KeptKey>
  endpoint: Table<Endpoint>
}

const names = [
  ...['sessions', 'intents', 'charges', 'refunds', 'movements', 'disputes', 'customers'],
  ...['products', 'prices', 'subscriptions', 'invoices', 'invoicePayments', 'clocks', 'events'],
  ...['keys', 'endpoint'],
]

export function openBooks(world: World): StripeBooks {
  const tables = names.map((name) => [name, world.journal.table(`stripe.${name}`)])
  return { world, ...Object.fromEntries(tables) }
}

/** Stripe speaks in whole seconds, of business time. */
export function secondsNow({ world }: StripeBooks): number {
  return Math.floor(world.schedule.now() / 1000)
}

export function newId({ world }: StripeBooks, prefix: string): string {
  return `${prefix}_${randomHex(world, 12)}`
}

/** Any object by its id, whatever its kind, for `expand`. */
export function findObject(books: StripeBooks, id: string): ApiObject | undefined {
  const kind = kinds[id.slice(0, id.indexOf('_'))]
  return kind && books[kind].get(id)
}

const kinds: Record<string, Exclude<keyof StripeBooks, 'world' | 'keys' | 'endpoint'>> = {
  cs: 'sessions',
  pi: 'intents',
  ch: 'charges',
  re: 'refunds',
  txn: 'movements',
  du: 'disputes',
  cus: 'customers',
  prod: 'products',
  price: 'prices',
  sub: 'subscriptions',
  in: 'invoices',
  inpay: 'invoicePayments',
  clock: 'clocks',
  evt: 'events',
}
