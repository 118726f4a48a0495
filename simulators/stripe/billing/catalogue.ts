import { readCurrency } from '../payments/amount.ts'
import { newId, type StripeBooks, secondsNow } from '../stripe-books.ts'
import { emit } from '../stripe-events.ts'
import type { Input } from '../stripe-routes.ts'
import type { Params } from '../wire/parse-form.ts'
import {
  integerOf,
  metadataOf,
  neededInteger,
  neededText,
  nestOf,
  textOf,
} from '../wire/read-params.ts'
import { pageOf } from '../wire/render.ts'
import { badRequest, missing } from '../wire/stripe-problem.ts'

export type Customer = {
  id: string
  object: 'customer'
  created: number
  email: string | null
  invoice_settings: { default_payment_method: string | null }
  livemode: false
  metadata: Record<string, string>
  name: string | null
  test_clock: string | null
}

export type Product = {
  id: string
  object: 'product'
  active: true
  created: number
  description: string | null
  livemode: false
  metadata: Record<string, string>
  name: string
}

export type Interval = 'day' | 'week' | 'month' | 'year'

export type Price = {
  id: string
  object: 'price'
  active: true
  created: number
  currency: string
  livemode: false
  metadata: Record<string, string>
  product: string
  recurring: { interval: Interval; interval_count: number; usage_type: 'licensed' } | null
  type: 'one_time' | 'recurring'
  unit_amount: number
  unit_amount_decimal: string
  sim: { name: string }
}

export const catalogueParams = {
  customer: ['email', 'name', 'metadata', 'payment_method', 'invoice_settings', 'test_clock'],
  product: ['name', 'description', 'metadata'],
  price: ['currency', 'unit_amount', 'recurring', 'product', 'product_data', 'metadata'],
}

/** Years and months are the common ones; a price may recur every three years at most. */
const longest: Record<Interval, number> = { day: 1095, week: 156, month: 36, year: 3 }

export function createCustomer(books: StripeBooks, { params }: Input): Customer {
  const clock = textOf(params, 'test_clock')
  if (clock && !books.clocks.get(clock)) throw missing('test_clock', clock)
  const settings = nestOf(params, 'invoice_settings')
  const method = textOf(settings, 'default_payment_method') ?? textOf(params, 'payment_method')
  const id = newId(books, 'cus')
  const customer = books.customers.put(id, {
    id,
    object: 'customer',
    created: secondsNow(books),
    email: textOf(params, 'email'),
    invoice_settings: { default_payment_method: method },
    livemode: false,
    metadata: metadataOf(params),
    name: textOf(params, 'name'),
    test_clock: clock,
  })
  emit(books, 'customer.created', customer, { at: customer.created, ours: '' })
  return customer
}

export function retrieveCustomer(books: StripeBooks, { id }: Input): Customer {
  const customer = books.customers.get(id)
  if (!customer) throw missing('customer', id)
  return customer
}

export function updateCustomer(books: StripeBooks, input: Input): Customer {
  const customer = retrieveCustomer(books, input)
  const { params } = input
  const settings = nestOf(params, 'invoice_settings')
  const method = textOf(settings, 'default_payment_method')
  return books.customers.put(customer.id, {
    ...customer,
    email: textOf(params, 'email') ?? customer.email,
    name: textOf(params, 'name') ?? customer.name,
    metadata: metadataOf(params, customer.metadata),
    invoice_settings: {
      default_payment_method: method ?? customer.invoice_settings.default_payment_method,
    },
  })
}

export function listCustomers(books: StripeBooks, { params, path }: Input) {
  const email = textOf(params, 'email')
  const rows = books.customers.all().filter((one) => !email || one.email === email)
  return pageOf(rows, params, path)
}

export function createProduct(books: StripeBooks, { params }: Input): Product {
  return makeProduct(books, params)
}

export function retrieveProduct(books: StripeBooks, { id }: Input): Product {
  const product = books.products.get(id)
  if (!product) throw missing('product', id)
  return product
}

export function createPrice(books: StripeBooks, { params }: Input): Price {
  return readPriceData(books, params)
}

export function retrievePrice(books: StripeBooks, { id }: Input): Price {
  const price = books.prices.get(id)
  if (!price) throw missing('price', id)
  return price
}

/** A price as it is made by itself or inline in a line item. */
export function readPriceData(books: StripeBooks, params: Params): Price {
  const currency = readCurrency(neededText(params, 'currency'))
  const amount = neededInteger(params, 'unit_amount')
  if (amount < 0) throw badRequest('Invalid non-negative integer', 'unit_amount')
  const known = textOf(params, 'product')
  const product = known
    ? books.products.get(known)
    : makeProduct(books, nestOf(params, 'product_data'))
  if (!product) throw missing('product', known ?? '')
  const recurring = readRecurring(params)
  const id = newId(books, 'price')
  return books.prices.put(id, {
    id,
    object: 'price',
    active: true,
    created: secondsNow(books),
    currency,
    livemode: false,
    metadata: metadataOf(params),
    product: product.id,
    recurring,
    type: recurring ? 'recurring' : 'one_time',
    unit_amount: amount,
    unit_amount_decimal: String(amount),
    sim: { name: product.name },
  })
}

function readRecurring(params: Params): Price['recurring'] {
  if (params.recurring === undefined) return null
  const recurring = nestOf(params, 'recurring')
  const interval = neededText(recurring, 'interval') as Interval
  const count = integerOf(recurring, 'interval_count') ?? 1
  if (!Object.hasOwn(longest, interval)) throw badRequest('Invalid interval', 'recurring')
  if (count < 1 || count > longest[interval]) {
    throw badRequest('Invalid interval_count', 'recurring')
  }
  return { interval, interval_count: count, usage_type: 'licensed' }
}

function makeProduct(books: StripeBooks, params: Params): Product {
  const id = newId(books, 'prod')
  return books.products.put(id, {
    id,
    object: 'product',
    active: true,
    created: secondsNow(books),
    description: textOf(params, 'description'),
    livemode: false,
    metadata: metadataOf(params),
    name: neededText(params, 'name'),
  })
}
