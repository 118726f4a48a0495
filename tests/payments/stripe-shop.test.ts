import { afterEach, expect, test } from 'vitest'
import * as commerce from '#commerce'
import * as payments from '#payments'
import { BASE, openShop } from '#tests/shop.ts'
import { eventOf, sessionObject, signedEvent } from './stripe-messages.ts'

const shop = await openShop()
const { as, sandbox, sql } = shop
afterEach(() => sandbox.control.faults.clear())

async function statusOf(number: string) {
  return (await commerce.getOrder(as(shop.owner), number)).status
}

const buy = async (title: string, method: 'alipay' | 'stripe' = 'stripe') =>
  shop.order(await shop.buyer(title), await shop.publish(title), method)

test('F21: a genuine event of Stripe about another gateway’s charge settles nothing', async () => {
  const { placed, ref } = await buy('别家', 'alipay')
  const object = sessionObject({
    amount_total: 19_900,
    client_reference_id: ref.outTradeNo,
    metadata: { out_trade_no: ref.outTradeNo },
  })
  const event = eventOf('checkout.session.completed', object)
  const receipt = await shop.deliver('stripe', signedEvent(sandbox, event))
  expect(receipt.status).toBe(400)
  expect(await statusOf(placed.number)).toBe('pending')
  const [row] = await sql`
    select count(*)::int as n from audit_log where action = 'payment.unknown_number'`
  expect(row?.n).toBeGreaterThan(0)
})

test('F76: a payment in another currency opens nothing and is noted', async () => {
  const { placed, ref } = await buy('外币')
  sandbox.control.pay(ref)
  await shop.deliver('stripe', shop.notice(ref, { alteration: 'wrongCurrency' }))
  expect(await statusOf(placed.number)).toBe('pending')
  const [row] = await sql`select status from charges where out_trade_no = ${ref.outTradeNo}`
  expect(row?.status).toBe('mismatched')
})

test('F15: a slow payment opens nothing until it arrives', async () => {
  const { placed, ref } = await buy('慢付')
  sandbox.control.payLate(ref)
  await shop.deliver('stripe', shop.notice(ref, { event: 'completed' }))
  expect(await statusOf(placed.number)).toBe('pending')
  sandbox.control.settleLate({ outTradeNo: ref.outTradeNo, succeeded: true })
  await shop.deliver('stripe', shop.notice(ref, { event: 'async_payment_succeeded' }))
  expect(await statusOf(placed.number)).toBe('paid')
  expect(await shop.booksAreRight()).toBe(true)
})

test('F15: a slow payment that fails leaves the order payable, by a new charge', async () => {
  const [buyer, itemId] = [await shop.buyer('重付'), await shop.publish('重付')]
  const first = await shop.order(buyer, itemId, 'stripe')
  sandbox.control.payLate(first.ref)
  sandbox.control.settleLate({ outTradeNo: first.ref.outTradeNo, succeeded: false })
  await shop.deliver('stripe', shop.notice(first.ref, { event: 'async_payment_failed' }))
  expect(await statusOf(first.placed.number)).toBe('pending')
  shop.pass(1000)
  await commerce.startPayment(as(buyer), first.placed.number, { method: 'stripe', baseUrl: BASE })
  const charges = await payments.listCharges(as(shop.worker), first.placed.id)
  expect(charges.map(({ status }) => status)).toEqual(['closed', 'open'])
  const outTradeNo = charges[1]?.outTradeNo ?? ''
  sandbox.control.pay({ provider: 'stripe', outTradeNo })
  await shop.deliver('stripe', shop.notice({ provider: 'stripe', outTradeNo }))
  expect(await statusOf(first.placed.number)).toBe('paid')
})

test('keeps Stripe’s own name of a charge, and asks by it in one call', async () => {
  const [buyer, itemId] = [await shop.buyer('记名'), await shop.publish('记名')]
  const { placed, charge, ref } = await shop.order(buyer, itemId, 'stripe')
  expect(charge.gatewayRef).toMatch(/^cs_test_/)
  expect(JSON.stringify(charge.action)).not.toContain('gatewayRef')
  sandbox.control.pay(ref)
  const before = sandbox.exchanges.length
  await commerce.checkPayment(as(buyer), placed.number)
  expect(sandbox.exchanges.slice(before).map(({ url }) => new URL(url).pathname)).toEqual([
    `/v1/checkout/sessions/${charge.gatewayRef}`,
  ])
  expect(await statusOf(placed.number)).toBe('paid')
})

test('F31: whose name got lost with the reply is found, expired and its order ended', async () => {
  const [buyer, itemId] = [await shop.buyer('失名'), await shop.publish('失名')]
  const placed = await commerce.placeOrder(as(buyer), { itemId })
  sandbox.control.faults.set('stripe', { reply: { kind: 'dropReply', times: 1 } })
  const start = () =>
    commerce.startPayment(as(buyer), placed.number, { method: 'stripe', baseUrl: BASE })
  await expect(start()).rejects.toMatchObject({ code: 'payment.gateway_unreachable' })
  shop.pass(31 * 60_000)
  await commerce.expireOrders(as(shop.worker))
  expect(await statusOf(placed.number)).toBe('expired')
  const [charge] = await payments.listCharges(as(shop.worker), placed.id)
  expect(charge).toMatchObject({ status: 'closed', gatewayRef: null })
  const outTradeNo = charge?.outTradeNo ?? ''
  expect(sandbox.control.pay({ provider: 'stripe', outTradeNo })).toBe('closed')
})

test('F33: paid by Stripe and by Alipay, the second payment goes back by itself', async () => {
  const [buyer, itemId] = [await shop.buyer('双付'), await shop.publish('双付')]
  const first = await shop.order(buyer, itemId, 'alipay')
  const second = await shop.order(buyer, itemId, 'stripe')
  sandbox.control.pay(first.ref)
  sandbox.control.pay(second.ref)
  await shop.deliver('alipay', shop.notice(first.ref))
  await shop.deliver('stripe', shop.notice(second.ref))
  await commerce.carryDueRefunds(as(shop.worker), BASE)
  const trade = sandbox.control.trades().find((t) => t.outTradeNo === second.ref.outTradeNo)
  expect(trade?.refunds).toMatchObject([{ fen: '19900', status: 'succeeded' }])
  expect(await statusOf(first.placed.number)).toBe('paid')
  expect(await shop.booksAreRight()).toBe(true)
})
