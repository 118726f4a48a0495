import { expect, test } from 'vitest'
import * as commerce from '#commerce'
import * as library from '#library'
import { openRefundShop } from '#tests/refund-shop.ts'
import { BASE } from '#tests/shop.ts'

const shop = await openRefundShop()
const { as, buyer, support, bought, statusOf, carry, pass, sandbox } = shop
const { booksAreRight, deliver, notice, order, publish, worker } = shop
const base = { reason: '不合适', baseUrl: BASE }
const DAY = 86_400_000

const give = (change: Partial<commerce.Return> = {}) => ({
  ...base,
  positions: [0],
  expectedMinor: 5000n,
  ...change,
})

test('a learner gives back inside the window what the preview said, at once', async () => {
  const { buyer, itemIds, number } = await bought('alipay', [5000n, 7000n])
  const preview = await commerce.previewRefund(as(buyer), number, [0])
  expect(preview).toMatchObject({ refund: { minor: 5000n }, waitsFor: null })
  expect(await commerce.returnItems(as(buyer), number, give())).toEqual({ waits: false })
  await carry()
  expect(await statusOf(number)).toBe('partially_refunded')
  expect([...(await library.holds(as(buyer), itemIds))]).toEqual([itemIds[1]])
})

test('a learner pays for the lessons that were opened, and sees it before', async () => {
  const { buyer, itemIds, number } = await bought('wechat', [5000n])
  await library.openItem(as(buyer), itemIds[0] ?? '')
  const preview = await commerce.previewRefund(as(buyer), number)
  expect(preview.unwinding.lines[0]?.deductions).toEqual([
    { code: 'lessons_used', amountMinor: 5000n },
  ])
  const ask = commerce.returnItems(as(buyer), number, give({ expectedMinor: 0n }))
  await expect(ask).rejects.toMatchObject({ code: 'refund.nothing_left' })
})

test('a learner is told when the amount changed since the preview', async () => {
  const { buyer, number } = await bought('wechat', [5000n])
  const ask = commerce.returnItems(as(buyer), number, give({ expectedMinor: 4999n }))
  await expect(ask).rejects.toMatchObject({ code: 'refund.amount_changed' })
})

test('a learner asks a person after the window, once; who decides is never who asked', async () => {
  const { buyer, number } = await bought('alipay', [5000n])
  pass(8 * DAY)
  expect(await commerce.returnItems(as(buyer), number, give())).toEqual({ waits: true })
  const again = commerce.returnItems(as(buyer), number, give())
  await expect(again).rejects.toMatchObject({ code: 'refund.under_way' })
  const [waiting] = await commerce.listWaitingRefunds(as(support))
  expect(waiting).toMatchObject({ waitsFor: 'outside_window', orderNumber: number })
  const decide = (who: typeof support, approve: boolean) =>
    commerce.decideRefund(as(who), waiting?.id ?? '', { ...base, note: '好', approve })
  await expect(decide(buyer, true)).rejects.toMatchObject({ kind: 'forbidden' })
  await decide(support, false)
  await expect(decide(support, true)).rejects.toMatchObject({ code: 'refund.decided_already' })
  expect(await statusOf(number)).toBe('paid')
})

test('nobody gives back what another bought, nor sees what it would bring', async () => {
  const { number } = await bought('alipay', [5000n])
  const other = await buyer('别人')
  const nothing = { code: 'order.not_found' }
  await expect(commerce.returnItems(as(other), number, give())).rejects.toMatchObject(nothing)
  await expect(commerce.previewRefund(as(other), number)).rejects.toMatchObject(nothing)
})

/** One item paid by two wallets; the second payment's return is under way. */
async function paidTwice(name: string) {
  const who = await buyer(name)
  const itemId = await publish(`${name}的`, 5000n)
  const first = await order(who, itemId, 'alipay')
  const second = await order(who, itemId, 'wechat')
  sandbox.control.pay(first.ref)
  await deliver('alipay', notice(first.ref))
  sandbox.control.pay(second.ref)
  await deliver('wechat', notice(second.ref))
  await commerce.carryDueRefunds(as(worker), BASE)
  return second
}

test('a second payment that a bank refuses to take back is returned again', async () => {
  const second = await paidTwice('付两次')
  const atBank = () =>
    shop.sandbox.control.trades().find((one) => one.outTradeNo === second.ref.outTradeNo)?.refunds
  sandbox.control.settleRefund({
    outRefundNo: atBank()?.[0]?.outRefundNo ?? '',
    status: 'CLOSED',
  })
  await carry()
  await carry()
  expect(atBank()?.map(({ status }) => status)).toEqual(['CLOSED', 'SUCCESS'])
  expect(await booksAreRight()).toBe(true)
})

test('a return that comes too late for another try is told to a person, and is taken', async () => {
  const second = await paidTwice('付两次太晚')
  const [asked] = await shop.sql`select out_refund_no from refunds r join charges c
    on c.id = r.charge_id where c.out_trade_no = ${second.ref.outTradeNo}`
  pass(366 * DAY)
  sandbox.control.settleRefund({ outRefundNo: asked?.out_refund_no, status: 'CLOSED' })
  await carry()
  const [told] = await shop.sql`select details from audit_log
    where action = 'payment.not_returned' and details->>'outTradeNo' = ${second.ref.outTradeNo}`
  expect(told?.details).toMatchObject({ code: 'refund.too_late' })
  expect(await booksAreRight()).toBe(true)
})
