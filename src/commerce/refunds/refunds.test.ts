import { describe, expect, test } from 'vitest'
import * as commerce from '#commerce'
import { openRefundShop } from '#tests/refund-shop.ts'
import { gatewayNames } from '#tests/shop.ts'

const shop = await openRefundShop()
const { as, sandbox, sql, support, bought, statusOf, heldBy, atGateway, part, carry, balances } =
  shop
const base = { reason: '不合适', baseUrl: 'http://localhost:3000' }
const DAY = 86_400_000

describe.each(gatewayNames)('with %s', (method) => {
  test('F51: three items go back one by one to the last fen, and access with each', async () => {
    const { buyer, itemIds, number, ref } = await bought(method, [3333n, 3333n, 3334n])
    for (const [position, amountMinor] of [3333n, 3333n, 3334n].entries()) {
      await commerce.refundOrder(as(shop.owner), number, {
        ...base,
        lines: [part(position, amountMinor)],
      })
      await carry()
      expect(await heldBy(buyer, itemIds)).toBe(2 - position)
      expect(await statusOf(number)).toBe(position === 2 ? 'refunded' : 'partially_refunded')
    }
    const sum = atGateway(ref.outTradeNo).reduce((all, { fen }) => all + BigInt(fen), 0n)
    expect(sum).toBe(10_000n)
    expect(await shop.booksAreRight()).toBe(true)
  })

  test('F53: goodwill keeps access and the order paid for history', async () => {
    const { buyer, itemIds, number } = await bought(method, [5000n])
    const lines = [part(0, 1000n, false)]
    await commerce.refundOrder(as(shop.owner), number, { ...base, lines })
    await carry()
    expect(await statusOf(number)).toBe('partially_refunded')
    expect(await heldBy(buyer, itemIds)).toBe(1)
    const preview = await commerce.previewRefund(as(buyer), number)
    expect(preview.refund.minor).toBe(4000n)
    expect(preview.unwinding.lines[0]?.deductions).toEqual([
      { code: 'already_returned', amountMinor: 1000n },
    ])
  })

  test('F46: of refunds of 60 % each, at once, one is made and the gateway hears one', async () => {
    const { number, ref } = await bought(method, [10_000n])
    const ask = () =>
      commerce
        .refundOrder(as(shop.owner), number, { ...base, lines: [part(0, 6000n, false)] })
        .then(String, ({ code }) => code)
    const outcomes = await Promise.all(Array.from({ length: 8 }, ask))
    expect(outcomes.filter((code) => code === 'refund.exceeds_line')).toHaveLength(7)
    await carry()
    expect(atGateway(ref.outTradeNo)).toHaveLength(1)
    expect(await shop.booksAreRight()).toBe(true)
  })

  test('F47: the reply is lost: the same number is asked for, never a new one', async () => {
    const { number, ref } = await bought(method, [5000n])
    sandbox.control.faults.set(method, { reply: { kind: 'dropReply', times: 1, only: 'refund' } })
    await commerce.refundOrder(as(shop.owner), number, base)
    expect(await statusOf(number)).toBe('paid')
    sandbox.control.faults.clear(method)
    await carry()
    expect(await statusOf(number)).toBe('refunded')
    expect(atGateway(ref.outTradeNo)).toHaveLength(1)
  })

  test('F49: refused by the gateway, everything is as before and may be tried again', async () => {
    const { buyer, itemIds, number, ref } = await bought(method, [5000n])
    const before = await balances()
    const codes = {
      alipay: 'ACQ.SELLER_BALANCE_NOT_ENOUGH',
      wechat: 'NOT_ENOUGH',
      stripe: 'card_error',
    }
    const code = codes[method]
    const fault = { kind: 'business', code, times: 1, only: 'refund' } as const
    sandbox.control.faults.set(method, { reply: fault })
    await commerce.refundOrder(as(shop.owner), number, base)
    sandbox.control.faults.clear(method)
    expect(await statusOf(number)).toBe('paid')
    expect(await heldBy(buyer, itemIds)).toBe(1)
    expect(await balances()).toEqual(before)
    const { cases } = await commerce.getOrderHistory(as(shop.owner), number)
    expect(cases[0]).toMatchObject({ carried: 'failed', status: 'approved' })
    await commerce.retryRefund(as(support), cases[0]?.id ?? '', base)
    await carry()
    expect(await statusOf(number)).toBe('refunded')
    expect(atGateway(ref.outTradeNo)).toHaveLength(1)
    expect(await shop.booksAreRight()).toBe(true)
  })

  test('F56: after a full refund the same item is bought again and opens', async () => {
    const { buyer, itemIds, number } = await bought(method, [5000n])
    await commerce.refundOrder(as(shop.owner), number, base)
    await carry()
    expect(await heldBy(buyer, itemIds)).toBe(0)
    await shop.buy(buyer, itemIds, method)
    expect(await heldBy(buyer, itemIds)).toBe(1)
  })

  test('F58: two of the staff click at once: one refund', async () => {
    const { number, ref } = await bought(method, [5000n])
    const click = (who: typeof support) =>
      commerce.refundOrder(as(who), number, base).then(
        () => 'made',
        ({ code }) => code,
      )
    const outcomes = await Promise.all([click(support), click(shop.owner), click(support)])
    expect(outcomes.filter((outcome) => outcome === 'made')).toHaveLength(1)
    await carry()
    expect(atGateway(ref.outTradeNo)).toHaveLength(1)
  })
})

test('above the limit a second person approves, and approves only once', async () => {
  const { number, ref } = await bought('alipay', [99_900n])
  await commerce.refundOrder(as(support), number, base)
  expect(atGateway(ref.outTradeNo)).toHaveLength(0)
  const waiting = await commerce.listWaitingRefunds(as(support))
  const { id = '' } = waiting.find(({ orderNumber }) => orderNumber === number) ?? {}
  const approve = (who: typeof support) =>
    commerce.decideRefund(as(who), id, { ...base, note: '', approve: true }).then(
      () => 'approved',
      ({ code }) => code,
    )
  expect(await approve(support)).toBe('refund.own_request')
  const outcomes = await Promise.all([approve(shop.owner), approve(shop.owner)])
  expect(outcomes.toSorted()).toEqual(['approved', 'refund.decided_already'])
  await carry()
  expect(await statusOf(number)).toBe('refunded')
  const [audited] = await sql`select count(*)::int as n from audit_log
    where action in ('refund.approved', 'refund.requested') and subject like 'order:%'
      and details->>'number' = ${number} or details->>'caseId' = ${id}`
  expect(audited?.n).toBe(2)
})

test('F54: too late, too many and too soon are told or wait, and never loop', async () => {
  const { number } = await bought('wechat', [10_000n])
  const one = (amountMinor: bigint) =>
    commerce.refundOrder(as(shop.owner), number, { ...base, lines: [part(0, amountMinor, false)] })
  await one(10n)
  await one(10n)
  const asked = () => sql`select r.asked from refunds r join charges c on c.id = r.charge_id
    join orders o on o.id::text = c.subject where o.number = ${number} order by r.id`
  expect((await asked()).map((row) => row.asked).toSorted()).toEqual([0, 1])
  for (let n = 2; n < 50; n++) await one(10n)
  await expect(one(10n)).rejects.toMatchObject({ code: 'refund.too_many' })
  shop.pass(366 * DAY)
  await expect(one(10n)).rejects.toMatchObject({ code: 'refund.too_late' })
})

test('F55: the notification of a refund comes before the reply: one transition', async () => {
  const { number, ref } = await bought('wechat', [5000n])
  sandbox.control.faults.set('wechat', { reply: { kind: 'dropReply', times: 1, only: 'refund' } })
  await commerce.refundOrder(as(shop.owner), number, base)
  sandbox.control.faults.clear('wechat')
  const [{ outRefundNo } = { outRefundNo: '' }] = atGateway(ref.outTradeNo)
  sandbox.control.settleRefund({ outRefundNo })
  await shop.deliver('wechat', shop.notice(ref, { event: 'REFUND' }))
  expect(await statusOf(number)).toBe('refunded')
  await carry()
  const { history } = await commerce.getOrderHistory(as(shop.owner), number)
  expect(history.filter(({ to }) => to === 'refunded')).toHaveLength(1)
})

test('F50: a gateway takes its success back: books, order and access return', async () => {
  const { buyer, itemIds, number } = await bought('alipay', [5000n])
  const before = await balances()
  await commerce.refundOrder(as(shop.owner), number, base)
  expect(await statusOf(number)).toBe('refunded')
  const [row] = await sql`select r.out_refund_no from refunds r join charges c on c.id = r.charge_id
    join orders o on o.id::text = c.subject where o.number = ${number}`
  const fact = {
    outRefundNo: String(row?.out_refund_no),
    status: 'failed',
    amount: null,
    code: 'lost_or_stolen_card',
  } as const
  const { settleRefundFact } = await import('./settle-refund-fact.ts')
  await settleRefundFact(as(shop.worker), fact.outRefundNo, fact)
  expect(await statusOf(number)).toBe('refunded')
  await settleRefundFact(as(shop.worker), fact.outRefundNo, { ...fact, isReversal: true })
  expect(await statusOf(number)).toBe('paid')
  expect(await heldBy(buyer, itemIds)).toBe(1)
  expect(await balances()).toEqual(before)
  expect(await shop.booksAreRight()).toBe(true)
})

test('money that follows when every item is back is counted like the rest', async () => {
  const { number, ref } = await bought('wechat', [5000n])
  const give = (amountMinor: bigint, returns: boolean) =>
    commerce.refundOrder(as(shop.owner), number, {
      ...base,
      lines: [part(0, amountMinor, returns)],
    })
  await give(1000n, true)
  await give(3000n, false)
  await carry()
  await carry()
  expect(atGateway(ref.outTradeNo)).toHaveLength(2)
  const order = await commerce.getOrder(as(shop.owner), number)
  expect(order).toMatchObject({ status: 'refunded', refunded: { minor: 4000n } })
  await give(1000n, false)
  await carry()
  expect((await commerce.getOrder(as(shop.owner), number)).refunded.minor).toBe(5000n)
  await expect(give(1n, false)).rejects.toMatchObject({ code: 'refund.exceeds_line' })
  expect(await shop.booksAreRight()).toBe(true)
})

test('a large refund in small pieces is one: what passes the limit waits', async () => {
  const { number, ref } = await bought('alipay', [99_900n])
  const piece = (amountMinor: bigint) =>
    commerce.refundOrder(as(support), number, { ...base, lines: [part(0, amountMinor, false)] })
  await piece(40_000n)
  await carry()
  await piece(10_000n)
  await carry()
  expect(atGateway(ref.outTradeNo)).toHaveLength(2)
  await piece(100n)
  await carry()
  expect(atGateway(ref.outTradeNo)).toHaveLength(2)
  const waiting = await commerce.listWaitingRefunds(as(support))
  expect(waiting.find(({ orderNumber }) => orderNumber === number)?.waitsFor).toBe('second_person')
})
