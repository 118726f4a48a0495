import { expect, test } from 'vitest'
import * as commerce from '#commerce'
import { money } from '#kernel/money.ts'
import * as payments from '#payments'
import { ALIPAY, paying, WECHAT } from '#tests/paying.ts'
import { openShop, PRICE } from '#tests/shop.ts'

const shop = await openShop()
const { as, sandbox } = shop
const { control } = sandbox
const { creatorWith, accountsOf, statusOf, owed, payers, send, sentFor } = paying(shop)

test('a payout leaves the payable when asked for, and the gateway when it is paid', async () => {
  const person = await creatorWith(1)
  const receivable = await owed('gateway-receivable:alipay')
  const payout = await commerce.requestPayout(as(person))
  expect(payout).toMatchObject({ status: 'approved', amount: money(PRICE, 'CNY') })
  expect(await accountsOf(person.personId)).toEqual({ payable: 0n, clearing: PRICE })
  await send(2)
  expect(await statusOf(person)).toEqual(['paid'])
  expect(sentFor(payout.number)).toMatchObject([{ fen: String(PRICE), status: 'SUCCESS' }])
  expect(await accountsOf(person.personId)).toEqual({ payable: 0n, clearing: 0n })
  expect((await owed('gateway-receivable:alipay')) - receivable).toBe(PRICE)
  expect(await shop.booksAreRight()).toBe(true)
})

test('twenty requests at once never pay out more than is payable', async () => {
  const person = await creatorWith(2)
  const part = 9_000n
  const asked = await Promise.allSettled(
    Array.from({ length: 20 }, () => commerce.requestPayout(as(person), { amountMinor: part })),
  )
  const granted = asked.filter(({ status }) => status === 'fulfilled')
  expect(granted).toHaveLength(4)
  expect(asked.flatMap((one) => (one.status === 'rejected' ? [one.reason.code] : []))).toEqual(
    Array(16).fill('payout.not_enough'),
  )
  expect(await accountsOf(person.personId)).toEqual({ payable: 3_800n, clearing: 36_000n })
  await Promise.all([send(), send(), send()])
  await send(2)
  const fen = control.transfers().map((one) => [one.outNo, one.fen])
  const { items: paid } = await commerce.listPayouts(as(person))
  expect(paid.map(({ number }) => fen.filter(([outNo]) => outNo === number))).toEqual(
    paid.map(({ number }) => [[number, String(part)]]),
  )
})

test.each(['dropReply', 'dropRequest', 'garbage', 'wrongKey'] as const)(
  'an outcome lost by %s is asked about, and paid once under the one number',
  async (kind) => {
    const person = await creatorWith(1)
    const payout = await commerce.requestPayout(as(person))
    control.faults.set('alipay', { reply: { kind, times: 2 } })
    await send(4)
    control.faults.clear('alipay')
    await send(2)
    expect(await statusOf(person)).toEqual(['paid'])
    expect(sentFor(payout.number)).toHaveLength(1)
    expect(await accountsOf(person.personId)).toEqual({ payable: 0n, clearing: 0n })
  },
)

test('F77: a worker killed before the gateway heard it sends under the same number', async () => {
  const person = await creatorWith(1)
  const payout = await commerce.requestPayout(as(person))
  const dead = payers.map((payer) => ({
    ...payer,
    transfer: () => Promise.reject(new Error('killed')),
  }))
  payments.configurePayers(dead)
  await send()
  expect(await statusOf(person)).toEqual(['sending'])
  payments.configurePayers(payers)
  await send()
  expect(await statusOf(person)).toEqual(['paid'])
  expect(sentFor(payout.number)).toHaveLength(1)
})

test('what the gateway refuses for good is payable again, and can be asked for anew', async () => {
  const stranger = { ...ALIPAY, account: 'stranger@example.com' }
  const person = await creatorWith(1, stranger)
  const first = await commerce.requestPayout(as(person))
  await send(2)
  const { payout } = await commerce.getPayout(as(person), first.number)
  expect(payout).toMatchObject({ status: 'failed', code: 'PAYEE_USER_INFO_ERROR' })
  expect(await accountsOf(person.personId)).toEqual({ payable: PRICE, clearing: 0n })
  await commerce.savePayoutAccount(as(person), ALIPAY, { autoFromMinor: null })
  const second = await commerce.requestPayout(as(person))
  expect(second.number).not.toBe(first.number)
  await send(2)
  expect(await statusOf(person)).toEqual(['paid', 'failed'])
  expect(await shop.booksAreRight()).toBe(true)
})

test('WeChat waits for its payee, and gives the money back who never confirms', async () => {
  const [quick, slow] = [await creatorWith(1, WECHAT), await creatorWith(1, WECHAT)]
  const [first, second] = [
    await commerce.requestPayout(as(quick)),
    await commerce.requestPayout(as(slow)),
  ]
  await commerce.sendDuePayouts(as(shop.worker))
  const { payout } = await commerce.getPayout(as(quick), first.number)
  expect(payout).toMatchObject({ status: 'sending', code: 'WAIT_USER_CONFIRM' })
  expect(payout.confirm).toMatch(/"package":".+=="/)
  control.answerTransfer({ outNo: first.number })
  await send(26)
  expect(await statusOf(quick)).toEqual(['paid'])
  expect(await statusOf(slow)).toEqual(['failed'])
  expect((await commerce.getPayout(as(slow), second.number)).payout.code).toBe('CANCELLED')
  expect(await accountsOf(slow.personId)).toEqual({ payable: PRICE, clearing: 0n })
})

test('a WeChat bill whose reply was lost still brings its payee what they need', async () => {
  const person = await creatorWith(1, WECHAT)
  const { number } = await commerce.requestPayout(as(person))
  control.faults.set('wechat', { reply: { kind: 'dropReply', times: 1 } })
  await send(2)
  const { payout } = await commerce.getPayout(as(person), number)
  expect(payout.confirm).toContain('package')
  expect(sentFor(number)).toHaveLength(1)
})
