import { eq } from 'drizzle-orm'
import { beforeEach, expect, test } from 'vitest'
import { items } from '#catalog/tables.ts'
import * as commerce from '#commerce'
import { money } from '#kernel/money.ts'
import * as payments from '#payments'
import { saveSettings } from '#platform/settings/settings.ts'
import { selling } from '#tests/selling.ts'
import { openShop, PRICE } from '#tests/shop.ts'

const shop = await openShop()
const { as, sql, sandbox } = shop
const { member, sell, refund, owed, stages, settleAfter } = selling(shop)
const { simulators, around, control } = sandbox
const payers = payments.payersFor(simulators, () => around)
const account = { method: 'alipay', account: 'zhuxi@example.com', name: '朱熹' } as const
const openid = `o${'B'.repeat(27)}`

beforeEach(() => payments.configurePayers(payers))

/** A creator to whom `sales` sales are payable, and where they want to be paid. */
async function creatorWith(sales: number, where: commerce.PayoutAccountInput = account) {
  const person = await member('收款人', 'creator')
  for (let sale = 0; sale < sales; sale++) await sell(await itemOf(person))
  await settleAfter(8)
  await commerce.savePayoutAccount(as(person), where, { autoFromMinor: null })
  return person
}

async function itemOf({ personId }: { personId: string }): Promise<string> {
  const itemId = await shop.publish('文章')
  await shop.db.update(items).set({ authorId: personId }).where(eq(items.id, itemId))
  return itemId
}

async function accountsOf(personId: string) {
  const { payable } = await stages(personId)
  return { payable, clearing: await owed(`clearing:${personId}`) }
}

async function statusOf(person: typeof shop.owner) {
  const { items: found } = await commerce.listPayouts(as(person))
  return found.map(({ status }) => status)
}

/** As often as the worker looks within some hours. */
async function send(rounds = 1): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    await commerce.sendDuePayouts(as(shop.worker))
    shop.pass(3_600_000)
  }
}

function sentFor(number: string) {
  return control.transfers().filter(({ outNo }) => outNo === number)
}

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
  const stranger = { ...account, account: 'stranger@example.com' }
  const person = await creatorWith(1, stranger)
  const first = await commerce.requestPayout(as(person))
  await send(2)
  const { payout } = await commerce.getPayout(as(person), first.number)
  expect(payout).toMatchObject({ status: 'failed', code: 'PAYEE_USER_INFO_ERROR' })
  expect(await accountsOf(person.personId)).toEqual({ payable: PRICE, clearing: 0n })
  await commerce.savePayoutAccount(as(person), account, { autoFromMinor: null })
  const second = await commerce.requestPayout(as(person))
  expect(second.number).not.toBe(first.number)
  await send(2)
  expect(await statusOf(person)).toEqual(['paid', 'failed'])
  expect(await shop.booksAreRight()).toBe(true)
})

test('WeChat waits for its payee, and gives the money back who never confirms', async () => {
  const where = { method: 'wechat', account: openid, name: '朱熹' } as const
  const [quick, slow] = [await creatorWith(1, where), await creatorWith(1, where)]
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
  const where = { method: 'wechat', account: openid, name: '朱熹' } as const
  const person = await creatorWith(1, where)
  const { number } = await commerce.requestPayout(as(person))
  control.faults.set('wechat', { reply: { kind: 'dropReply', times: 1 } })
  await send(2)
  const { payout } = await commerce.getPayout(as(person), number)
  expect(payout.confirm).toContain('package')
  expect(sentFor(number)).toHaveLength(1)
})

test('above the limit two people decide, and neither is who asked or who is paid', async () => {
  await saveSettings(as(shop.owner), { payoutApprovalAboveMinor: 10_000 })
  const person = await creatorWith(1)
  const payout = await commerce.requestPayout(as(person))
  expect(payout.status).toBe('requested')
  await send(2)
  expect(sentFor(payout.number)).toEqual([])
  const refused = { kind: 'forbidden' }
  await expect(commerce.approvePayout(as(person), payout.number)).rejects.toMatchObject(refused)
  const payee = { ...person, roles: ['learner', 'creator', 'owner'] as const }
  await expect(commerce.approvePayout(as(payee), payout.number)).rejects.toMatchObject({
    code: 'payout.four_eyes',
  })
  await expect(
    commerce.recordManualPayout(as(shop.owner), payout.number, { proof: '回单 1' }),
  ).rejects.toMatchObject({ code: 'payout.wrong_status' })
  await commerce.approvePayout(as(shop.owner), payout.number)
  await saveSettings(as(shop.owner), { payoutApprovalAboveMinor: 500_000 })
  await send(2)
  expect(await statusOf(person)).toEqual(['paid'])
})

test('a refund after the release leaves a debt that is carried and blocks payouts', async () => {
  const person = await member('欠款人', 'creator')
  const sold = await sell(await itemOf(person))
  await settleAfter(7)
  await commerce.savePayoutAccount(as(person), account, { autoFromMinor: null })
  const payout = await commerce.requestPayout(as(person))
  await refund(sold.number)
  expect(await accountsOf(person.personId)).toEqual({ payable: -PRICE, clearing: PRICE })
  await send(3)
  expect(await statusOf(person)).toEqual(['approved'])
  await expect(
    commerce.recordManualPayout(as(shop.owner), payout.number, { proof: '回单' }),
  ).rejects.toMatchObject({ code: 'payout.owing' })
  await expect(commerce.requestPayout(as(person))).rejects.toMatchObject({
    code: 'payout.not_enough',
  })
  await sell(await itemOf(person))
  await settleAfter(8)
  expect((await accountsOf(person.personId)).payable).toBe(0n)
  await send(2)
  expect(await statusOf(person)).toEqual(['paid'])
  expect(await accountsOf(person.personId)).toEqual({ payable: 0n, clearing: 0n })
})

test('a bank account is paid by hand, with a proof, and only once', async () => {
  const where = { method: 'bank', account: '招商银行 6225 8888 0000 1234', name: '朱熹' } as const
  const person = await creatorWith(1, where)
  const { number } = await commerce.requestPayout(as(person))
  await send(2)
  expect(await statusOf(person)).toEqual(['approved'])
  const file = await commerce.getPayout(as(shop.owner), number)
  expect(file.details).toEqual({ account: where.account, name: where.name })
  expect((await commerce.getPayout(as(person), number)).details).toBeNull()
  const pay = (proof: string) => commerce.recordManualPayout(as(shop.owner), number, { proof })
  await expect(pay('  ')).rejects.toMatchObject({ code: 'payout.proof_needed' })
  await expect(
    commerce.recordManualPayout(as(person), number, { proof: '我说付了' }),
  ).rejects.toMatchObject({ kind: 'forbidden' })
  const done = await Promise.allSettled([pay('回单 1'), pay('回单 2'), pay('回单 3')])
  expect(done.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  expect(await owed('bank')).toBe(PRICE)
  expect(await accountsOf(person.personId)).toEqual({ payable: 0n, clearing: 0n })
  const [seen] = await sql`select count(*)::int as n from audit_log
    where action = 'payout.account_read' and subject = ${`payout:${number}`}`
  expect(seen?.n).toBe(1)
})

test('who wants it is paid by itself from their threshold on, once', async () => {
  const person = await creatorWith(1)
  await commerce.savePayoutAccount(as(person), account, { autoFromMinor: 30_000n })
  await commerce.requestDuePayouts(as(shop.worker))
  expect(await statusOf(person)).toEqual([])
  await sell(await itemOf(person))
  await settleAfter(8)
  await Promise.all([1, 2, 3].map(() => commerce.requestDuePayouts(as(shop.worker))))
  const { items: asked } = await commerce.listPayouts(as(person))
  expect(asked.map(({ amount }) => amount.minor)).toEqual([2n * PRICE])
})

test('a payout called off is payable again; one under way cannot be', async () => {
  const person = await creatorWith(1)
  const { number } = await commerce.requestPayout(as(person), { amountMinor: 5_000n })
  const calls = [1, 2].map(() => commerce.cancelPayout(as(person), number, '填错了'))
  expect((await Promise.allSettled(calls)).map(({ status }) => status).sort()).toEqual([
    'fulfilled',
    'rejected',
  ])
  expect(await accountsOf(person.personId)).toEqual({ payable: PRICE, clearing: 0n })
  const sent = await commerce.requestPayout(as(person))
  await send()
  await expect(commerce.cancelPayout(as(person), sent.number, '不要了')).rejects.toMatchObject({
    code: 'payout.wrong_status',
  })
})

test('nobody else sees, cancels or asks for somebody’s payouts', async () => {
  const [person, other] = [await creatorWith(1), await member('别人', 'creator')]
  const { number } = await commerce.requestPayout(as(person))
  const nothing = { code: 'payout.not_found' }
  await expect(commerce.getPayout(as(other), number)).rejects.toMatchObject(nothing)
  await expect(commerce.cancelPayout(as(other), number, '')).rejects.toMatchObject(nothing)
  expect((await commerce.listPayouts(as(other))).items).toEqual([])
  const buyer = await shop.buyer('读者')
  await expect(commerce.requestPayout(as(buyer))).rejects.toMatchObject({ kind: 'forbidden' })
  await expect(commerce.requestPayout(as(other))).rejects.toMatchObject({
    code: 'payout.no_account',
  })
})

test('account numbers are not in the database as they are, and bad ones are refused', async () => {
  const person = await creatorWith(1)
  await commerce.requestPayout(as(person))
  const [row] = await sql`select (select string_agg(details, '') from payout_accounts)
    || (select string_agg(details, '') from payouts) as text`
  expect(row?.text).not.toMatch(/zhuxi|朱熹/)
  expect((await commerce.findPayoutAccount(as(person)))?.hint).toBe('zh***.com')
  const save = (change: object) =>
    commerce.savePayoutAccount(
      as(person),
      { ...account, ...change } as commerce.PayoutAccountInput,
      { autoFromMinor: null },
    )
  for (const bad of [
    { account: 'zhuxi' },
    { name: ' ' },
    { method: 'wechat' },
    { method: 'cash' },
  ]) {
    await expect(save(bad)).rejects.toMatchObject({ code: 'payout.bad_account' })
  }
})

test('the database refuses to change whom a payout pays', async () => {
  const { number } = await commerce.requestPayout(as(await creatorWith(1)))
  await expect(
    sql`update payouts set amount_minor = amount_minor * 2 where number = ${number}`,
  ).rejects.toThrow('never changes')
  await expect(sql`delete from payouts`).rejects.toThrow('never changes')
})
