import { expect, test } from 'vitest'
import * as commerce from '#commerce'
import { saveSettings } from '#platform/settings/settings.ts'
import { ALIPAY, paying } from '#tests/paying.ts'
import { openShop, PRICE } from '#tests/shop.ts'

const shop = await openShop()
const { as, sql } = shop
const { creatorWith, itemOf, accountsOf, statusOf, send, sentFor, ...money } = paying(shop)
const { member, sell, refund, owed, settleAfter } = money

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
  await commerce.savePayoutAccount(as(person), ALIPAY, { autoFromMinor: null })
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
  await commerce.savePayoutAccount(as(person), ALIPAY, { autoFromMinor: 30_000n })
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
      { ...ALIPAY, ...change } as commerce.PayoutAccountInput,
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
