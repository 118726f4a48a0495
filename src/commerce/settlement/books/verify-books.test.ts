import { eq } from 'drizzle-orm'
import { beforeAll, expect, test } from 'vitest'
import { items } from '#catalog/tables.ts'
import * as commerce from '#commerce'
import * as payments from '#payments'
import { selling } from '#tests/selling.ts'
import { openShop } from '#tests/shop.ts'

const shop = await openShop()
const { as } = shop
const { member, sell, refund, settleAfter } = selling(shop)

/** Rolls back what a planted damage did, so that each test starts from sound books. */
const ROLLBACK = new Error('rollback')

beforeAll(async () => {
  const { simulators, around } = shop.sandbox
  payments.configurePayers(payments.payersFor(simulators, () => around))
  const author = await member('甲', 'creator')
  const itemId = await shop.publish('文章')
  await shop.db.update(items).set({ authorId: author.personId }).where(eq(items.id, itemId))
  await commerce.setCreatorTerms(as(shop.owner), author.personId, {
    basisPoints: 1_000,
    fixedMinor: 0n,
  })
  const [, back] = [await sell(itemId), await sell(itemId), await sell(itemId, 'wechat')]
  await refund(back.number)
  await settleAfter(8)
  await commerce.savePayoutAccount(
    as(author),
    { method: 'alipay', account: 'a@example.com', name: '甲' },
    { autoFromMinor: null },
  )
  await commerce.requestPayout(as(author), { amountMinor: 5_000n })
  await commerce.sendDuePayouts(as(shop.worker))
  await commerce.requestPayout(as(author), { amountMinor: 6_000n })
  const gone = await commerce.requestPayout(as(author), { amountMinor: 2_000n })
  await commerce.cancelPayout(as(author), gone.number, '填错了')
})

async function verify() {
  return commerce.verifyBooks(as(shop.worker))
}

test('sound books verify, and how much was looked at is said', async () => {
  const report = await verify()
  expect(report.findings).toEqual([])
  expect(report.transfers).toBeGreaterThan(8)
  expect(report.checks).toBeGreaterThan(10)
})

/** SQL: the first transfer of a kind. */
function of(kind: string): string {
  return `(select id from ledger_transfers where kind = '${kind}' order by id limit 1)`
}

test.each([
  ['transfer-balance', `delete from ledger_entries where transfer_id = ${of('sale')}`],
  [
    'transfer-balance',
    `update ledger_entries set amount_minor = amount_minor + 1
    where transfer_id = ${of('refund')} and account = 'refund-payable'`,
  ],
  [
    'currency-sum',
    `update ledger_entries set amount_minor = amount_minor + 1
    where transfer_id = ${of('fee')} and amount_minor > 0`,
  ],
  [
    'unknown-account',
    `update ledger_entries set account = 'petty-cash'
    where transfer_id = ${of('fee')} and amount_minor > 0`,
  ],
  [
    'settled-charge',
    `with gone as (delete from ledger_entries
    where transfer_id = ${of('sale')} returning 1)
    delete from ledger_transfers where id = ${of('sale')}`,
  ],
  [
    'settled-charge',
    `insert into ledger_transfers (id, key, kind, subject, at)
    select gen_random_uuid(), 'suspense:' || id, 'suspense', 'x', now()
    from charges where status = 'settled' limit 1`,
  ],
  ['duplicate-charge', `update charges set status = 'duplicate' where status = 'settled'`],
  ['sale-without-charge', `update charges set status = 'closed' where status = 'settled'`],
  ['sale-amount', `update charges set amount_minor = amount_minor + 100 where status = 'settled'`],
  ['refund-booked', 'update refunds set amount_minor = amount_minor - 1'],
  ['refund-final', `update refunds set status = 'failed'`],
  ['refund-payable', `update refunds set status = 'processing'`],
  ['share-sum', `update sale_shares set amount_minor = amount_minor + 1 where role = 'author'`],
  ['share-sum', 'delete from sale_shares'],
  ['share-refunds', `update sale_shares set refunded_minor = 0 where refunded_minor > 0`],
  ['stages', `update sale_shares set deferred_minor = 1 where refunded_minor = 0`],
  ['stages', `update held_lots set left_minor = left_minor + 1`],
  [
    'stages',
    `update ledger_entries set account = replace(account, 'payable:', 'held:')
    where transfer_id = ${of('released')}`,
  ],
  [
    'wrong-side',
    `update ledger_entries set account = replace(account, 'payable:', 'held:')
    where account like 'payable:%' and amount_minor > 0`,
  ],
  [
    'earned-beyond-deferred',
    `update ledger_entries set account = replace(account, 'held:',
    'deferred:') where transfer_id = ${of('refund')} or transfer_id = ${of('released')}`,
  ],
  ['payout-booked', `update payouts set amount_minor = amount_minor * 2 where status = 'paid'`],
  ['payout-final', `update payouts set status = 'failed' where status = 'paid'`],
  ['payout-final', `update payouts set status = 'paid' where status = 'cancelled'`],
  ['clearing', `update payouts set status = 'paid' where status = 'approved'`],
])('planted damage is named: %s', async (check, damage) => {
  const planted = shop.db.transaction(async (db) => {
    const ctx = { ...as(shop.worker), db }
    await db.execute('set local session_replication_role = replica')
    await db.execute(damage)
    const { findings } = await commerce.verifyBooks(ctx)
    expect(findings.map((finding) => finding.check)).toContain(check)
    throw ROLLBACK
  })
  await expect(planted).rejects.toThrow(ROLLBACK)
})

test('the books of a site are its owner’s to verify', async () => {
  await expect(commerce.verifyBooks(as(await member('乙', 'creator')))).rejects.toMatchObject({
    kind: 'forbidden',
  })
  expect((await verify()).findings).toEqual([])
})
