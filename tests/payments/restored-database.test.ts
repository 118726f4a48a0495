import { expect, test } from 'vitest'
import * as commerce from '#commerce'
import type { Actor } from '#kernel/actor.ts'
import * as library from '#library'
import * as payments from '#payments'
import { silent } from '#platform/log/log.ts'
import { type Connection, connect } from '#platform/postgres/db.ts'
import { testDatabase } from '#tests/database.ts'
import { insertPerson } from '#tests/insert-person.ts'
import { passToNoon, reconcileAll, watchBooks } from '#tests/reconciling.ts'
import { BASE, PRICE } from '#tests/shop.ts'
import { furnish } from '#tests/shop-parts.ts'

test('F78: bills bring a database of an hour ago up to date and grant nothing twice', async () => {
  const living = await testDatabase()
  const shop = await furnish(living)
  const { sandbox } = shop
  const on = (connection: Connection) => (actor: Actor) => ({
    db: connection.db,
    actor,
    now: sandbox.time.now,
    log: silent,
  })
  const itemId = await shop.publish('存')
  const [early, waiting] = [await shop.buyer('早'), await shop.buyer('中')]
  const done = await shop.buy(early, [itemId], 'alipay')
  const open = await shop.order(waiting, itemId, 'alipay')
  await living.close()
  const backup = await testDatabase(new URL(living.url).pathname.slice(1))

  // The hour that the backup does not know: one order more is paid, and one is made and paid.
  const lost = connect(living.url)
  shop.pass(60_000)
  sandbox.control.pay(open.ref)
  await commerce.takeNotification(on(lost)(shop.worker), 'alipay', shop.notice(open.ref))
  const unknown = await orderOn(lost)
  sandbox.control.pay({ provider: 'alipay', outTradeNo: unknown })
  await lost.close()

  const as = on(backup)
  const books = watchBooks(backup)
  await passToNoon(sandbox)
  await reconcileAll(as(shop.worker))
  expect((await commerce.getOrder(as(shop.owner), open.placed.number)).status).toBe('paid')
  expect((await library.holds(as(waiting), [itemId])).has(itemId)).toBe(true)
  expect(await books.about(open.ref.outTradeNo)).toMatchObject([
    { kind: 'missing_here', state: 'healed' },
  ])
  // Of an order that nobody here knows any more, the money waits for a person.
  expect(await books.about(unknown)).toMatchObject([
    { kind: 'missing_here', state: 'open', foreign: true },
  ])
  expect((await books.sums('alipay'))['suspense:alipay']).toBe(-PRICE)

  for (const ref of [open.ref, done.ref]) {
    await commerce.takeNotification(as(shop.worker), 'alipay', shop.notice(ref))
  }
  const [grants] = await backup.sql`
    select count(*)::int as n, count(distinct person_id)::int as people from entitlements`
  expect(grants).toEqual({ n: 2, people: 2 })
  // The lost order's number is random, so no new one can meet its trade at the gateway.
  expect(await orderOn(backup)).not.toBe(unknown)
  await sandbox.close()

  async function orderOn(connection: Connection): Promise<string> {
    const buyer = await insertPerson(connection, '晚')
    const ctx = on(connection)(buyer)
    const { id, number } = await commerce.placeOrder(ctx, { itemId })
    const paying = { method: 'alipay', baseUrl: BASE } as const
    const { action } = await commerce.startPayment(ctx, number, paying)
    if (action.kind === 'redirect') await sandbox.control.open(action.url)
    const [charge] = await payments.listCharges(ctx, id)
    return charge?.outTradeNo ?? ''
  }
})
