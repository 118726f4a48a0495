import { bodies, items } from '#catalog/tables.ts'
import * as commerce from '#commerce'
import { type Actor, visitor } from '#kernel/actor.ts'
import { newId } from '#kernel/ids.ts'
import { money } from '#kernel/money.ts'
import { verifyLedger } from '#ledger'
import * as payments from '#payments'
import type { Ctx } from '#platform/ctx.ts'
import { silent } from '#platform/log/log.ts'
import { type Connection, connect } from '#platform/postgres/db.ts'
import type { GatewayName } from '../../simulators/engine/faults.ts'
import { openSandbox } from '../payments/sandbox.ts'
import { insertPerson } from './insert-person.ts'

export const BASE = 'http://localhost:3000'
export const PRICE = 19_900n

type Database = Connection & { ctx: (actor?: Actor, now?: Date) => Ctx }

/** A shop on a database that is there already, for benches; tests use openShop. */
export function buildShop(url: string) {
  const connection = connect(url, { max: 16 })
  const ctx = (actor: Actor = visitor, now = new Date()): Ctx => ({
    db: connection.db,
    actor,
    now,
    log: silent,
  })
  return furnish({ ...connection, ctx })
}

/** One creator on both simulated gateways; time moves only when the test says so. */
export async function furnish<D extends Database>(database: D) {
  const sandbox = await openSandbox()
  payments.configureGateways(
    [...Object.values(sandbox.providers), payments.personalProvider()],
    () => sandbox.time.now,
  )
  const as = (actor?: Actor) => database.ctx(actor, sandbox.time.now)
  const creator = await insertPerson(database, '朱熹', 'creator')
  const owner = await insertPerson(database, '站长', 'owner')
  const worker: Actor = { kind: 'system', name: 'test' }

  async function publish(title: string, amountMinor = PRICE): Promise<string> {
    const now = sandbox.time.now
    const [id, bodyId] = [newId(now), newId(now)]
    await database.db.insert(bodies).values({
      id: bodyId,
      source: '',
      freeHtml: '<p>free</p>',
      paidHtml: '<p>paid</p>',
      freeText: 'free',
      paidText: 'paid',
      headings: [],
      assetIds: [],
      updatedAt: now,
    })
    await database.db.insert(items).values({
      id,
      kind: 'article',
      authorId: creator.personId,
      slug: id,
      title,
      level: 'any',
      language: 'zh-CN',
      access: 'sold',
      status: 'published',
      bodyId,
      publishedAt: now,
      createdAt: now,
      updatedAt: now,
    })
    await commerce.setPrice(as(creator), id, money(amountMinor, 'CNY'))
    return id
  }

  /** Orders and opens a charge as a browser does; the trade exists at the gateway afterwards. */
  async function order(buyer: Actor, itemId: string, method: GatewayName, also: string[] = []) {
    const placed = await commerce.placeOrder(as(buyer), { itemId, also })
    const { action } = await commerce.startPayment(as(buyer), placed.number, {
      method,
      baseUrl: BASE,
    })
    if (action.kind === 'redirect') await sandbox.control.open(action.url)
    const charges = await payments.listCharges(as(worker), placed.id)
    const charge = charges.find(({ provider }) => provider === method)
    if (!charge) throw new Error('no charge')
    return { placed, charge, ref: { provider: method, outTradeNo: charge.outTradeNo } }
  }

  /** The notification a gateway would send, signed afresh, with what is altered in it. */
  function notice(
    ref: { provider: GatewayName; outTradeNo: string },
    changes: Partial<Parameters<typeof sandbox.control.notification>[0]> = {},
  ): payments.RawNotification {
    const signed = sandbox.control.notification({ ...ref, ...changes })
    if (!signed) throw new Error('no such notification')
    return { headers: new Headers(signed.headers), body: Buffer.from(signed.body) }
  }

  /** Orders, pays and has the notification taken: what most tests of a paid order begin with. */
  async function buy(buyer: Actor, itemIds: string[], method: GatewayName) {
    const [itemId = '', ...also] = itemIds
    const bought = await order(buyer, itemId, method, also)
    sandbox.control.pay(bought.ref)
    await deliver(method, notice(bought.ref))
    return { ...bought, number: bought.placed.number }
  }

  function deliver(provider: payments.ProviderName, raw: payments.RawNotification) {
    return commerce.takeNotification(as(), provider, raw)
  }

  async function booksAreRight(): Promise<boolean> {
    const [sum] = await database.sql`
      select coalesce(sum(amount_minor), 0)::text as sum from ledger_entries`
    return sum?.sum === '0' && (await verifyLedger(as(worker))).balanced
  }

  return {
    ...database,
    sandbox,
    as,
    creator,
    owner,
    worker,
    buyer: (name: string) => insertPerson(database, name),
    publish,
    order,
    buy,
    notice,
    deliver,
    booksAreRight,
    pass: (ms: number) => {
      sandbox.time.now = new Date(sandbox.time.now.getTime() + ms)
    },
  }
}
