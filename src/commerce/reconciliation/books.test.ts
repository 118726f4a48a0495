import { expect, test } from 'vitest'
import * as commerce from '#commerce'
import { visitor } from '#kernel/actor.ts'
import * as payments from '#payments'
import { insertPerson } from '#tests/insert-person.ts'
import { passToNoon, reconcileAll } from '#tests/reconciling.ts'
import { openShop } from '#tests/shop.ts'

const shop = await openShop()
const { as, sandbox, sql } = shop
const support = await insertPerson(shop, '客服', 'support')

/** One difference that only a person can close. */
async function differing() {
  const one = await shop.buy(await shop.buyer('差'), [await shop.publish('差')], 'alipay')
  const { outTradeNo } = one.ref
  sandbox.control.faults.set('alipay', {
    bill: [{ kind: 'amountDelta', outTradeNo, deltaFen: 5 }],
  })
  await passToNoon(sandbox)
  await reconcileAll(as(shop.worker))
  sandbox.control.faults.clear('alipay')
  const { open } = await commerce.getBooks(as(support))
  const found = open.find(({ subject }) => subject === outTradeNo)
  if (!found) throw new Error('no difference')
  return found
}

test('the page does not say that the books balance before anything was checked', async () => {
  expect((await commerce.getBooks(as(support))).balance).toBeNull()
  await commerce.checkBooks(as(support))
  expect(await commerce.getBooks(as(support))).toMatchObject({ balance: true, openCount: 0 })
})

test('a person closes a difference with a note that is kept, and only once', async () => {
  const { id } = await differing()
  await commerce.checkBooks(as(shop.worker))
  expect(await commerce.getBooks(as(support))).toMatchObject({ balance: false, openCount: 1 })
  for (const note of ['', '  ', 'x'.repeat(501)]) {
    const resolved = commerce.resolveDifference(as(support), id, note)
    await expect(resolved).rejects.toMatchObject({ code: 'difference.note_needed' })
  }
  await commerce.resolveDifference(as(support), id, '对方少记五分，已更正')
  expect(await commerce.getBooks(as(support))).toMatchObject({ balance: true, openCount: 0 })
  const again = commerce.resolveDifference(as(support), id, '再来')
  await expect(again).rejects.toMatchObject({ code: 'difference.not_open' })
  const history = await payments.listDifferenceHistory(as(support), id)
  expect(history).toMatchObject([
    { fromState: 'open', toState: 'resolved', actor: `person:${support.personId}` },
    { fromState: null, toState: 'open' },
  ])
  const rows = await sql`select actor from audit_log where action = 'difference.resolved'`
  expect(rows).toMatchObject([{ actor: `person:${support.personId}` }])
  const changed = sql`update bill_difference_history set note = '' where difference_id = ${id}`
  await expect(changed).rejects.toThrow('append-only')
})

test('what a person closed stays closed when the bill is matched again', async () => {
  const found = await differing()
  const { id, provider, account, date, subject: outTradeNo } = found
  await commerce.resolveDifference(as(shop.owner), id, '知道了')
  const bill = [{ kind: 'amountDelta', outTradeNo, deltaFen: 5 } as const]
  sandbox.control.faults.set('alipay', { bill })
  await payments.refetchBills(as(support), { provider, account, date })
  await reconcileAll(as(shop.worker))
  sandbox.control.faults.clear('alipay')
  expect(await payments.getDifference(as(support), id)).toMatchObject({ state: 'resolved' })
})

test('asking again about another amount leaves it to the person who asked', async () => {
  const { id } = await differing()
  expect(await commerce.askAboutDifference(as(support), id)).toBe('waiting')
  expect(await payments.getDifference(as(support), id)).toMatchObject({ state: 'open', asked: 1 })
  await commerce.resolveDifference(as(support), id, '已查')
})

test('only who handles money sees, asks, closes, fetches and checks', async () => {
  const { id, provider, account, date } = await differing()
  const verbs = [
    (ctx: ReturnType<typeof as>) => commerce.getBooks(ctx),
    (ctx: ReturnType<typeof as>) => commerce.checkBooks(ctx),
    (ctx: ReturnType<typeof as>) => commerce.resolveDifference(ctx, id, '我说的'),
    (ctx: ReturnType<typeof as>) => commerce.askAboutDifference(ctx, id),
    (ctx: ReturnType<typeof as>) => payments.refetchBills(ctx, { provider, account, date }),
    (ctx: ReturnType<typeof as>) => payments.listDifferenceHistory(ctx, id),
    (ctx: ReturnType<typeof as>) => payments.eachDifference(ctx).next(),
  ]
  const learner = await shop.buyer('学')
  for (const verb of verbs) {
    await expect(verb(as(learner))).rejects.toMatchObject({ kind: 'forbidden' })
    await expect(verb(as(shop.creator))).rejects.toMatchObject({ kind: 'forbidden' })
    await expect(verb(as(visitor))).rejects.toMatchObject({ kind: 'unauthenticated' })
  }
  await commerce.resolveDifference(as(support), id, '完')
})

test('books that were changed behind the platform’s back do not balance, and alarm', async () => {
  await sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`
    await tx`update ledger_entries set amount_minor = amount_minor + 1
      where id = (select min(id) from ledger_entries)`
  })
  const check = await commerce.checkBooks(as(shop.worker))
  expect(check.balanced).toBe(false)
  expect(check.findings).toContain('transfer-balance')
  expect((await commerce.getBooks(as(support))).balance).toBe(false)
  const rows = await sql`select 1 from events where name = 'books.broken'`
  expect(rows).toHaveLength(1)
})
