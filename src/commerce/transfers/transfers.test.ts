import sharp from 'sharp'
import { expect, test } from 'vitest'
import * as commerce from '#commerce'
import type { Actor } from '#kernel/actor.ts'
import * as library from '#library'
import * as payments from '#payments'
import { saveSettings } from '#platform/settings/settings.ts'
import { insertPerson } from '#tests/insert-person.ts'
import { openShop } from '#tests/shop.ts'

const shop = await openShop()
const { as, sql } = shop
const support = await insertPerson(shop, '客服', 'support')
const base = 'http://localhost:3000'
await saveSettings(as(shop.owner), { personalAlipayCode: 'https://qr.alipay.com/fkx01234' })

async function order(buyer: Actor, itemId: string) {
  const { number } = await commerce.placeOrder(as(buyer), { itemId })
  const { action } = await commerce.startPayment(as(buyer), number, {
    method: 'personal',
    baseUrl: base,
  })
  expect(action).toEqual({ kind: 'transfer' })
  return number
}

const idOf = async (number: string) => {
  const { claimed } = await commerce.listTransfers(as(support))
  return claimed.find((one) => one.orderNumber === number)?.proofId ?? ''
}
const decide = (number: string, approve: boolean, who: Actor = support) =>
  idOf(number).then((id) => commerce.decideTransfer(as(who), id, { approve, reason: '没看到' }))

test('offered only while the owner has a code', async () => {
  const ask = () =>
    payments.listMethods(as(), { amount: { minor: 1n, currency: 'CNY' }, device: 'desktop' })
  expect((await ask()).map(({ provider }) => provider)).toContain('personal')
  await saveSettings(as(shop.owner), { personalAlipayCode: '' })
  expect((await ask()).map(({ provider }) => provider)).not.toContain('personal')
  await saveSettings(as(shop.owner), { personalAlipayCode: 'https://qr.alipay.com/fkx01234' })
})

test('thirty buyers of one price at once are told thirty amounts', async () => {
  const itemId = await shop.publish('一物', 5000n)
  const buyers = await Promise.all(Array.from({ length: 30 }, () => shop.buyer('买')))
  const numbers = await Promise.all(buyers.map((buyer) => order(buyer, itemId)))
  const amounts = await Promise.all(
    numbers.map((number, n) => commerce.getTransfer(as(buyers[n]), number)),
  )
  const minors = amounts.map(({ amount }) => amount.minor)
  expect(new Set(minors).size).toBe(30)
  expect(minors.every((minor) => minor > 4900n && minor <= 5000n)).toBe(true)
})

test('a proof opens nothing, an approval everything, on the same books', async () => {
  const [buyer, itemId] = [await shop.buyer('甲'), await shop.publish('二物', 19_900n)]
  await order(await shop.buyer('先来'), itemId)
  const number = await order(buyer, itemId)
  const { amount } = await commerce.getTransfer(as(buyer), number)
  expect(amount.minor).toBe(19_899n)
  const picture = await sharp({
    create: { width: 2000, height: 900, channels: 3, background: '#356' },
  })
    .jpeg()
    .withMetadata({ exif: { IFD0: { Copyright: 'SECRET' } } })
    .toBuffer()
  await commerce.submitProof(as(buyer), number, { note: '尾号 1234', picture })
  expect((await library.holds(as(buyer), [itemId])).size).toBe(0)
  const shown = await commerce.getProofPicture(as(support), await idOf(number))
  expect(await sharp(shown).metadata()).toMatchObject({ format: 'webp', width: 1200 })
  expect(Buffer.from(shown).includes('SECRET')).toBe(false)
  await decide(number, true)
  expect((await library.holds(as(buyer), [itemId])).size).toBe(1)
  expect((await commerce.getOrder(as(buyer), number)).status).toBe('paid')
  const { ledger } = await commerce.getOrderHistory(as(shop.owner), number)
  const sale = ledger.find(({ kind }) => kind === 'sale')
  expect(sale?.entries).toContainEqual({
    account: 'gateway-receivable:personal',
    currency: 'CNY',
    amountMinor: 19_899n,
  })
  expect(ledger.some(({ kind }) => kind === 'fee')).toBe(false)
  expect(await shop.booksAreRight()).toBe(true)
})

test('what was not found is said with its reason, and may be said again', async () => {
  const [buyer, itemId] = [await shop.buyer('乙'), await shop.publish('三物', 2000n)]
  const number = await order(buyer, itemId)
  const say = (note: string) => commerce.submitProof(as(buyer), number, { note })
  await expect(say('  ')).rejects.toMatchObject({ code: 'payment.proof_note_needed' })
  await say('尾号 1')
  await expect(say('尾号 2')).rejects.toMatchObject({ code: 'payment.proof_waiting' })
  await decide(number, false)
  const { proofs } = await commerce.getTransfer(as(buyer), number)
  expect(proofs).toMatchObject([{ status: 'rejected', reason: '没看到' }])
  await say('尾号 2')
  await Promise.allSettled([decide(number, true), decide(number, true)])
  expect((await commerce.getOrder(as(buyer), number)).status).toBe('paid')
  const [sales] = await sql`select count(*)::int as n from ledger_transfers t
    join orders o on t.subject = 'order:' || o.id where o.number = ${number} and kind = 'sale'`
  expect(sales?.n).toBe(1)
})

test('a transfer approved after the order ended follows the policy for late money', async () => {
  const [buyer, itemId] = [await shop.buyer('丙'), await shop.publish('四物', 2000n)]
  const number = await order(buyer, itemId)
  await commerce.submitProof(as(buyer), number, { note: '尾号 3' })
  shop.pass(31 * 60_000)
  while ((await commerce.expireOrders(as(shop.worker))) > 0) {}
  expect((await commerce.getOrder(as(buyer), number)).status).toBe('expired')
  await decide(number, true)
  expect((await commerce.getOrder(as(buyer), number)).status).toBe('paid')
})

test('a refund waits for the hand that pays it, and is final when that says so', async () => {
  const [buyer, itemId] = [await shop.buyer('丁'), await shop.publish('五物', 7000n)]
  const number = await order(buyer, itemId)
  await commerce.submitProof(as(buyer), number, { note: '尾号 4' })
  await decide(number, true)
  await commerce.refundOrder(as(shop.owner), number, { reason: '不合适', baseUrl: base })
  shop.pass(3_600_000)
  await commerce.carryDueRefunds(as(shop.worker), base)
  expect((await commerce.getOrder(as(buyer), number)).status).toBe('paid')
  const { owed } = await commerce.listTransfers(as(support))
  const mine = owed.find(({ orderNumber }) => orderNumber === number)
  expect(mine?.amount.minor).toBe(7000n)
  await commerce.confirmManualRefund(as(support), mine?.outRefundNo ?? '', '转账 9988')
  expect((await commerce.getOrder(as(buyer), number)).status).toBe('refunded')
  expect((await library.holds(as(buyer), [itemId])).size).toBe(0)
  expect(await shop.booksAreRight()).toBe(true)
})

test('the cents that a buyer did not pay are not given back', async () => {
  const itemId = await shop.publish('六物', 300n)
  await order(await shop.buyer('先'), itemId)
  const buyer = await shop.buyer('戊')
  const number = await order(buyer, itemId)
  await commerce.submitProof(as(buyer), number, { note: '尾号 5' })
  await decide(number, true)
  const preview = await commerce.previewRefund(as(buyer), number)
  expect(preview.refund.minor).toBe(299n)
})

test('nobody but money staff sees, decides or pays back', async () => {
  const [buyer, itemId] = [await shop.buyer('己'), await shop.publish('七物', 2000n)]
  const number = await order(buyer, itemId)
  await commerce.submitProof(as(buyer), number, { note: '尾号 6' })
  const id = await idOf(number)
  const no = { kind: 'forbidden' }
  await expect(commerce.listTransfers(as(buyer))).rejects.toMatchObject(no)
  await expect(commerce.getProofPicture(as(shop.creator), id)).rejects.toMatchObject(no)
  const yes = { approve: true, reason: '' }
  await expect(commerce.decideTransfer(as(buyer), id, yes)).rejects.toMatchObject(no)
  await expect(commerce.confirmManualRefund(as(buyer), 'R1', 'x')).rejects.toMatchObject(no)
  const other = await shop.buyer('庚')
  const nothing = { code: 'order.not_found' }
  await expect(commerce.getTransfer(as(other), number)).rejects.toMatchObject(nothing)
  const claim = commerce.submitProof(as(other), number, { note: '我的' })
  await expect(claim).rejects.toMatchObject(nothing)
})
