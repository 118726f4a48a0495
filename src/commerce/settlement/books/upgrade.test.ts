import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import * as commerce from '#commerce'
import { selling } from '#tests/selling.ts'
import { openShop, PRICE } from '#tests/shop.ts'

const shop = await openShop()
const { as, sql } = shop
const { sell, refund, stages } = selling(shop)

/** The statements that bring the sales of 0.1.0 under settlement. */
function upgrade(): string[] {
  const folder = resolve(import.meta.dirname, '../../../../db/migrations')
  const file = readdirSync(folder).find((name) => name.endsWith('_settlement_rules.sql')) ?? ''
  const statements = readFileSync(resolve(folder, file), 'utf8').split('--> statement-breakpoint')
  return statements.slice(statements.findIndex((one) => one.includes('booked as revenue')))
}

test('sales of 0.1.0 become payable, and can still be given back', async () => {
  const itemId = await shop.publish('旧作')
  const [kept, back] = [await sell(itemId), await sell(itemId)]
  await refund(back.number)
  await sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`
    await tx`update ledger_entries set account = replace(account, 'held:', 'revenue:')`
    await tx`delete from refund_takings`
    await tx`delete from held_lots`
    await tx`delete from sale_shares`
  })
  expect((await commerce.verifyBooks(as(shop.worker))).findings).not.toEqual([])
  for (const statement of upgrade()) await sql.unsafe(statement)
  expect((await commerce.verifyBooks(as(shop.worker))).findings).toEqual([])
  const { personId } = shop.creator
  expect(await stages(personId)).toEqual({ deferred: 0n, held: 0n, payable: PRICE })
  await refund(kept.number)
  expect(await stages(personId)).toEqual({ deferred: 0n, held: 0n, payable: 0n })
  expect((await commerce.verifyBooks(as(shop.worker))).findings).toEqual([])
})
