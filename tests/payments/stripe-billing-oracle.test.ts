import Stripe from 'stripe'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSandbox, type Sandbox } from './sandbox.ts'

/** Stripe Billing through the unchanged SDK, driven by test clocks as its own documents do. */
let sandbox: Sandbox
let stripe: Stripe
beforeAll(async () => {
  sandbox = await openSandbox()
  const { apiUrl, secretKey } = sandbox.simulators.stripe
  const { hostname, port } = new URL(apiUrl)
  stripe = new Stripe(secretKey, { host: hostname, port, protocol: 'http', telemetry: false })
})
afterAll(() => sandbox.close())

const DAY = 86_400
const at = (text: string) => Math.floor(Date.parse(text) / 1000)

async function subscribe(
  frozen: string,
  method: string,
  recurring = { interval: 'month' } as const,
) {
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: at(frozen) })
  const customer = await stripe.customers.create({
    email: 'reader@example.com',
    test_clock: clock.id,
    invoice_settings: { default_payment_method: method },
  })
  const product = await stripe.products.create({ name: '会员' })
  const price = await stripe.prices.create({
    currency: 'cny',
    unit_amount: 3000,
    recurring,
    product: product.id,
  })
  const subscription = await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: price.id }],
    metadata: { agreement_no: 'A1' },
  })
  const advance = async (to: number) => {
    const moved = await stripe.testHelpers.testClocks.advance(clock.id, { frozen_time: to })
    expect(moved.status).toBe('advancing')
    const { status } = await stripe.testHelpers.testClocks.retrieve(clock.id)
    expect(status).toBe('ready')
    return stripe.subscriptions.retrieve(subscription.id)
  }
  return { clock, customer, price, subscription, advance }
}

const endOf = (subscription: Stripe.Subscription) =>
  new Date((subscription.items.data[0]?.current_period_end ?? 0) * 1000).toISOString()

async function eventsOf(id: string): Promise<string[]> {
  const { data } = await stripe.events.list({ limit: 100 })
  return data
    .filter((event) => JSON.stringify(event.data).includes(id))
    .map(({ type }) => type)
    .reverse()
}

describe('A subscription by the SDK', () => {
  it('is paid at once, and again each month an hour after its draft', async () => {
    const { subscription, advance, customer, price } = await subscribe(
      '2026-01-31T12:00:00Z',
      'pm_card_visa',
    )
    expect(subscription).toMatchObject({ status: 'active', customer: customer.id })
    expect(endOf(subscription)).toBe('2026-02-28T12:00:00.000Z')
    const drafted = await advance(at('2026-02-28T12:30:00Z'))
    expect(endOf(drafted)).toBe('2026-03-31T12:00:00.000Z')
    const draft = await stripe.invoices.retrieve(String(drafted.latest_invoice))
    expect(draft).toMatchObject({ status: 'draft', billing_reason: 'subscription_cycle' })
    const paid = await advance(at('2026-02-28T13:00:00Z'))
    const expand = ['payments.data.payment.payment_intent']
    const invoice = await stripe.invoices.retrieve(String(paid.latest_invoice), { expand })
    expect(invoice).toMatchObject({ status: 'paid', amount_paid: 3000, attempt_count: 1 })
    expect(invoice.parent?.subscription_details?.metadata).toEqual({ agreement_no: 'A1' })
    expect(invoice.lines.data[0]?.period).toEqual({
      start: at('2026-02-28T12:00:00Z'),
      end: at('2026-03-31T12:00:00Z'),
    })
    const payments = await stripe.invoicePayments.list({ invoice: invoice.id ?? '' })
    expect(payments.data[0]?.payment.type).toBe('payment_intent')
    const { data } = await stripe.invoices.list({ subscription: subscription.id })
    expect(data).toHaveLength(2)
    expect((await stripe.prices.retrieve(price.id)).recurring?.interval).toBe('month')
    const types = await eventsOf(subscription.id)
    expect(types.slice(0, 6)).toEqual([
      'customer.subscription.created',
      'invoice.created',
      'invoice.finalized',
      'invoice.paid',
      'invoice.payment_succeeded',
      'customer.subscription.updated',
    ])
  })

  it('F66: goes past due, is tried after 3 and 5 days, is paid by another card', async () => {
    const { subscription, advance } = await subscribe('2026-05-01T00:00:00Z', 'pm_card_visa')
    const method = 'pm_card_chargeCustomerFail'
    await stripe.subscriptions.update(subscription.id, { default_payment_method: method })
    const late = await advance(at('2026-06-01T01:00:00Z'))
    expect(late.status).toBe('past_due')
    const invoiceId = String(late.latest_invoice)
    const first = await stripe.invoices.retrieve(invoiceId)
    const tried = at('2026-06-01T01:00:00Z')
    expect(first).toMatchObject({ attempt_count: 1, next_payment_attempt: tried + 3 * DAY })
    await advance(tried + 3 * DAY)
    const second = await stripe.invoices.retrieve(invoiceId)
    expect(second).toMatchObject({ attempt_count: 2, next_payment_attempt: tried + 8 * DAY })
    const good = { default_payment_method: 'pm_card_visa' }
    await stripe.subscriptions.update(subscription.id, good)
    expect((await advance(tried + 8 * DAY)).status).toBe('active')
    expect((await stripe.invoices.retrieve(invoiceId)).status).toBe('paid')
  })

  it('F66: ends when every try failed', async () => {
    const { subscription, advance } = await subscribe('2026-05-01T00:00:00Z', 'pm_card_visa')
    const method = 'pm_card_chargeCustomerFail'
    await stripe.subscriptions.update(subscription.id, { default_payment_method: method })
    const ended = await advance(at('2026-06-20T00:00:00Z'))
    expect(ended).toMatchObject({ status: 'canceled' })
    const invoice = await stripe.invoices.retrieve(String(ended.latest_invoice))
    expect(invoice).toMatchObject({ attempt_count: 4, next_payment_attempt: null, status: 'open' })
    expect((await eventsOf(subscription.id)).at(-1)).toBe('customer.subscription.deleted')
  })

  it('is incomplete for 23 hours when the first invoice is not paid', async () => {
    const { subscription, advance } = await subscribe(
      '2026-05-01T00:00:00Z',
      'pm_card_chargeCustomerFail',
    )
    expect(subscription.status).toBe('incomplete')
    expect((await advance(at('2026-05-01T22:59:59Z'))).status).toBe('incomplete')
    expect((await advance(at('2026-05-01T23:00:00Z'))).status).toBe('incomplete_expired')
  })

  it('is saved from that by paying its first invoice with another card', async () => {
    const { subscription } = await subscribe('2026-05-01T00:00:00Z', 'pm_card_chargeCustomerFail')
    const invoice = String(subscription.latest_invoice)
    await stripe.invoices.pay(invoice, { payment_method: 'pm_card_visa' })
    expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe('active')
  })

  it('ends with its period when asked to, unless it thinks better of it, or at once', async () => {
    const { subscription, advance } = await subscribe('2026-05-01T00:00:00Z', 'pm_card_visa')
    const { id } = subscription
    const ending = await stripe.subscriptions.update(id, { cancel_at_period_end: true })
    expect(ending).toMatchObject({ status: 'active', cancel_at: at('2026-06-01T00:00:00Z') })
    const kept = await stripe.subscriptions.update(id, { cancel_at_period_end: false })
    expect(kept).toMatchObject({ cancel_at: null, canceled_at: null })
    await stripe.subscriptions.update(id, { cancel_at_period_end: true })
    expect((await advance(at('2026-06-01T00:00:00Z'))).status).toBe('canceled')
    const other = await subscribe('2026-05-01T00:00:00Z', 'pm_card_visa')
    expect((await stripe.subscriptions.cancel(other.subscription.id)).status).toBe('canceled')
    const again = stripe.subscriptions.cancel(other.subscription.id)
    await expect(again).rejects.toMatchObject({ statusCode: 404 })
    const customer = other.customer.id
    expect((await stripe.subscriptions.list({ customer })).data).toEqual([])
    expect((await stripe.subscriptions.list({ customer, status: 'all' })).data).toHaveLength(1)
  })

  it('F60: keeps its day in a leap February and comes back to it', async () => {
    const { subscription, advance } = await subscribe('2028-01-30T00:00:00Z', 'pm_card_visa')
    expect(endOf(subscription)).toBe('2028-02-29T00:00:00.000Z')
    expect(endOf(await advance(at('2028-02-29T02:00:00Z')))).toBe('2028-03-30T00:00:00.000Z')
  })
})

describe('Customers by the SDK', () => {
  it('are made, found again and changed', async () => {
    const customer = await stripe.customers.create({ email: 'a@example.com', name: '甲' })
    const found = await stripe.customers.retrieve(customer.id)
    expect(found).toMatchObject({ email: 'a@example.com', name: '甲' })
    await stripe.customers.update(customer.id, { metadata: { person: '1' } })
    const { data } = await stripe.customers.list({ email: 'a@example.com' })
    expect(data.map(({ metadata }) => metadata)).toEqual([{ person: '1' }])
  })
})
