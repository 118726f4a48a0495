import { describe, expect, test } from 'vitest'
import * as commerce from '#commerce'
import type { DisputeFact } from '#payments'
import { saveSettings } from '#platform/settings/settings.ts'
import { openRefundShop } from '#tests/refund-shop.ts'
import { BASE } from '#tests/shop.ts'
import { settleDisputeFact } from './settle-dispute-fact.ts'

const shop = await openRefundShop()
const { as, sql, sandbox, support, owner, worker, bought, heldBy, part, carry, balances } = shop
const base = { reason: '不合适', baseUrl: BASE }

async function findings() {
  return (await commerce.verifyBooks(as(owner))).findings
}

let count = 0

/** A sale by Stripe and what its bank may say of it, in any order. */
async function disputed(prices = [6_000n, 4_000n]) {
  const sale = await bought('stripe', prices)
  const total = prices.reduce((sum, price) => sum + price, 0n)
  const disputeNo = `du_${++count}`
  const say = (status: DisputeFact['status'], minor = total) =>
    settleDisputeFact(as(), 'stripe', {
      disputeNo,
      outTradeNo: sale.ref.outTradeNo,
      account: sandbox.providers.stripe.account,
      status,
      amount: { minor, currency: 'CNY' },
      reason: 'fraudulent',
      evidenceDueAt: new Date('2026-11-29T08:00:00Z'),
    })
  const status = async () =>
    (await sql`select status from disputes where dispute_no = ${disputeNo}`)[0]?.status
  const held = () => heldBy(sale.buyer, sale.itemIds)
  return { ...sale, total, disputeNo, say, status, held }
}

describe('F57: a chargeback', () => {
  test('won: the books and the access are as before', async () => {
    const before = await balances()
    const one = await disputed()
    const sold = await balances()
    await one.say('opened')
    expect(await one.held()).toBe(2)
    await one.say('funds_withdrawn')
    expect([await one.status(), await one.held()]).toEqual(['withdrawn', 0])
    expect(await balances()).toContainEqual(['disputes:stripe', '10000'])
    expect(await findings()).toEqual([])
    await one.say('won')
    await one.say('funds_reinstated')
    expect([await one.status(), await one.held()]).toEqual(['won', 2])
    expect(await balances()).toEqual(sold)
    expect(before).not.toEqual(sold)
    expect(await findings()).toEqual([])
  })

  test('lost: those who shared the sale give it, each line at most what it had', async () => {
    const before = new Map((await balances()) as [string, string][])
    const one = await disputed()
    for (const word of ['opened', 'funds_withdrawn', 'lost'] as const) await one.say(word)
    expect([await one.status(), await one.held()]).toEqual(['lost', 0])
    const after = new Map((await balances()) as [string, string][])
    const creator = `held:${shop.creator.personId}`
    expect(after.get(creator)).toBe(before.get(creator))
    expect(after.get('disputes:stripe')).toBeUndefined()
    // The fee on the sale is not given back: the gateway is out by it.
    const fees = (of: Map<string, string>) => BigInt(of.get('gateway-fees:stripe') ?? 0)
    expect(fees(after) - fees(before)).toBe(290n)
    expect(await findings()).toEqual([])
  })

  test('its words twice and in any order book once', async () => {
    const orders: DisputeFact['status'][][] = [
      ['lost', 'funds_withdrawn', 'opened', 'lost', 'funds_withdrawn'],
      ['funds_withdrawn', 'opened', 'opened', 'lost', 'lost'],
    ]
    for (const words of orders) {
      const one = await disputed()
      for (const word of words) await one.say(word)
      expect(await one.status()).toBe('lost')
      expect(await findings()).toEqual([])
    }
    const settled = await balances()
    for (const words of [
      ['won', 'funds_withdrawn', 'opened', 'funds_reinstated'],
      ['funds_reinstated', 'won', 'funds_withdrawn', 'lost'],
      ['lost', 'won', 'funds_withdrawn'],
    ] as DisputeFact['status'][][]) {
      const one = await disputed()
      const sold = await balances()
      for (const word of words) await one.say(word)
      expect([await one.status(), await one.held()]).toEqual(['won', 2])
      expect(await balances()).toEqual(sold)
      expect(await findings()).toEqual([])
    }
    expect(await balances()).not.toEqual(settled)
  })

  test('eight of the same word at once open one and book one', async () => {
    const one = await disputed()
    await Promise.all(Array.from({ length: 8 }, () => one.say('lost')))
    const [rows] = await sql`select count(*)::int from disputes where dispute_no = ${one.disputeNo}`
    expect(rows?.count).toBe(1)
    expect(await findings()).toEqual([])
  })

  test('a refund of a disputed charge is refused, whoever asks, until it is won', async () => {
    const one = await disputed()
    await one.say('opened')
    const refused = { code: 'refund.disputed' }
    await expect(commerce.refundOrder(as(owner), one.number, base)).rejects.toMatchObject(refused)
    const { refund } = await commerce.previewRefund(as(one.buyer), one.number)
    const wish = { ...base, positions: [0, 1], expectedMinor: refund.minor }
    const learner = commerce.returnItems(as(one.buyer), one.number, wish)
    await expect(learner).rejects.toMatchObject(refused)
    await one.say('lost')
    await expect(commerce.refundOrder(as(owner), one.number, base)).rejects.toMatchObject(refused)
    await one.say('won')
    await commerce.refundOrder(as(owner), one.number, base)
  })

  test('after a full refund takes nothing from anybody twice', async () => {
    const one = await disputed()
    await commerce.refundOrder(as(owner), one.number, base)
    await carry()
    const refunded = new Map((await balances()) as [string, string][])
    for (const word of ['opened', 'funds_withdrawn', 'lost'] as const) await one.say(word)
    const after = new Map((await balances()) as [string, string][])
    expect(after.get('dispute-losses:stripe')).toBe('10000')
    const people = [...refunded].filter(([name]) => /^(held|payable|deferred|platform)/.test(name))
    for (const [account, sum] of people) expect(after.get(account)).toBe(sum)
    expect(await findings()).toEqual([])
    await one.say('won')
    expect(Object.fromEntries(await balances())).toEqual(Object.fromEntries(refunded))
    expect(await one.held()).toBe(0)
  })

  test('after a part was refunded takes the rest and no more', async () => {
    const one = await disputed()
    await commerce.refundOrder(as(owner), one.number, { ...base, lines: [part(0, 6_000n)] })
    await carry()
    await one.say('lost')
    const [given] = await sql`select sum(refunded_minor)::text as sum from sale_shares
      where order_id = (select id from orders where number = ${one.number})`
    expect(given?.sum).toBe('10000')
    expect(await findings()).toEqual([])
    await one.say('won')
    // What was refunded stays refunded.
    expect(await one.held()).toBe(1)
  })

  test('another sum changes nothing, and an unknown number is told again', async () => {
    const one = await disputed()
    const before = await balances()
    expect(await one.say('funds_withdrawn', one.total + 1n)).toBe('mismatched')
    expect(await balances()).toEqual(before)
    expect(await one.status()).toBeUndefined()
    const foreign = settleDisputeFact(as(), 'stripe', {
      disputeNo: 'du_x',
      outTradeNo: 'NOBODYS0000000',
      account: 'x',
      status: 'opened',
      amount: { minor: 1n, currency: 'CNY' },
      reason: '',
      evidenceDueAt: null,
    })
    expect(await foreign).toBe('unknown_charge')
  })

  test('the owner decides when access ends', async () => {
    const policies = [
      ['at_once', 0, 0],
      ['when_lost', 2, 0],
      ['keep', 2, 2],
    ] as const
    for (const [disputeAccess, withdrawn, lost] of policies) {
      await saveSettings(as(owner), { disputeAccess })
      const one = await disputed()
      await one.say('funds_withdrawn')
      expect(await one.held(), disputeAccess).toBe(withdrawn)
      await one.say('lost')
      expect(await one.held(), disputeAccess).toBe(lost)
    }
    await saveSettings(as(owner), { disputeAccess: 'at_once' })
  })
})

describe('what Stripe says', () => {
  async function atStripe() {
    const sale = await bought('stripe', [5_000n])
    const { outTradeNo } = sale.ref
    const disputeNo = sandbox.control.dispute({ outTradeNo, reason: 'product_not_received' })
    if (!disputeNo) throw new Error('no dispute')
    await tell(sale.ref)
    const { items } = await commerce.listDisputes(as(support), { view: 'all' })
    const dispute = items.find((one) => one.disputeNo === disputeNo)
    if (!dispute) throw new Error('the dispute is not known')
    return { ...sale, disputeNo, dispute }
  }

  /** What the gateway has to say arrives, each message signed, as it would from outside. */
  async function tell({ outTradeNo }: { outTradeNo: string }) {
    const told = sandbox.control.notifications().filter((one) => one.outTradeNo === outTradeNo)
    for (const { event } of told.filter((one) => one.event.startsWith('charge.dispute.'))) {
      const raw = shop.notice({ provider: 'stripe', outTradeNo }, { event })
      expect((await shop.deliver('stripe', raw)).status).toBe(200)
    }
  }

  test('F57: opens, withdraws, and after the evidence gives back', async () => {
    const { disputeNo, dispute, buyer, itemIds, ref } = await atStripe()
    expect([dispute.status, dispute.reason]).toEqual(['withdrawn', 'product_not_received'])
    expect(dispute.dueAt).not.toBeNull()
    expect(await heldBy(buyer, itemIds)).toBe(0)
    await commerce.noteOnDispute(as(support), dispute.id, { note: '已经学完全部课程。' })
    await commerce.submitDispute(as(support), dispute.id)
    const { dispute: after, canSubmit } = await commerce.getDispute(as(support), dispute.id)
    expect([after.submittedAt !== null, canSubmit]).toEqual([true, false])
    const again = commerce.submitDispute(as(support), dispute.id)
    await expect(again).rejects.toMatchObject({ code: 'dispute.not_submittable' })
    sandbox.control.settleDispute({ disputeNo, won: true })
    await tell(ref)
    expect(await heldBy(buyer, itemIds)).toBe(1)
    expect(await findings()).toEqual([])
  })

  test('the evidence is handed in once although the answer was lost', async () => {
    const { dispute } = await atStripe()
    sandbox.control.faults.set('stripe', { reply: { kind: 'dropReply', times: 1 } })
    const lost = commerce.submitDispute(as(support), dispute.id)
    await expect(lost).rejects.toMatchObject({ code: 'payment.gateway_unreachable' })
    sandbox.control.faults.clear('stripe')
    await commerce.submitDispute(as(support), dispute.id)
    expect((await commerce.getDispute(as(support), dispute.id)).dispute.submittedAt).not.toBeNull()
  })
})

describe('a complaint', () => {
  const wish = { reason: '付款人说没有收到课程', dueAt: new Date('2026-12-01T00:00:00Z') }

  test('is written down, answered and closed without moving money', async () => {
    const { number } = await bought('wechat', [5_000n])
    const before = await balances()
    const id = await commerce.openComplaint(as(support), { orderNumber: number, ...wish })
    const { dispute, canSubmit } = await commerce.getDispute(as(support), id)
    expect([dispute.kind, dispute.status, canSubmit]).toEqual(['complaint', 'opened', false])
    await commerce.closeComplaint(as(support), id, { won: true })
    expect(await balances()).toEqual(before)
    await expect(commerce.closeComplaint(as(support), id, { won: false })).rejects.toMatchObject({
      code: 'dispute.wrong_status',
    })
    await commerce.refundOrder(as(owner), number, base)
  })

  test('is for staff, and the bank’s decisions are not', async () => {
    const { number, buyer } = await bought('wechat', [5_000n])
    const theirs = commerce.openComplaint(as(buyer), { orderNumber: number, ...wish })
    await expect(theirs).rejects.toMatchObject({ kind: 'forbidden' })
    const one = await disputed()
    await one.say('opened')
    const [row] = await sql`select id from disputes where dispute_no = ${one.disputeNo}`
    await expect(commerce.closeComplaint(as(owner), row?.id, { won: true })).rejects.toMatchObject({
      code: 'dispute.not_by_hand',
    })
  })
})

test('the worker has nothing left to do', async () => {
  await commerce.carryDueRefunds(as(worker), BASE)
  expect(await shop.booksAreRight()).toBe(true)
})
