import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { configureGateways } from '#payments'
import { liveHeap, settledHeap } from '#tests/live-heap.ts'
import { plantedIn, providerOfFile, sowCharges, writeBill } from '#tests/many-lines.ts'
import { reconcileAll } from '#tests/reconciling.ts'
import { openShop } from '#tests/shop.ts'

const PAYMENTS = 95_260
const DATE = '2026-11-21'
/** What reading, matching and booking may hold at any moment beyond what was held before. */
const BOUND_BYTES = 24 << 20

test('100,000 lines of a bill show exactly what was planted, in bounded memory', async () => {
  const shop = await openShop()
  const folder = mkdtempSync(join(tmpdir(), 'wenqu-bill-'))
  const path = join(folder, 'bill.zip')
  const { account } = shop.sandbox.providers.alipay
  const lines = await writeBill(path, PAYMENTS, DATE)
  expect(lines).toBeGreaterThanOrEqual(100_000)
  await sowCharges(shop.sql, { payments: PAYMENTS, account, date: DATE })
  shop.sandbox.time.now = new Date('2026-11-23T06:00:00Z')

  const before = await settledHeap()
  let [read, peak] = [0, 0]
  const onLine = () => {
    read += 1
    if (read % 10_000 === 0) peak = Math.max(peak, liveHeap())
  }
  const provider = providerOfFile(shop.sandbox.providers.alipay, { path, date: DATE, onLine })
  configureGateways([provider], () => shop.sandbox.time.now)
  await reconcileAll(shop.as(shop.worker))
  peak = Math.max(peak, liveHeap())
  expect(read).toBe(lines)
  expect(peak - before).toBeLessThan(BOUND_BYTES)

  const found = await shop.sql`
    select kind || ' ' || about as what, count(*)::int as n
    from bill_differences where state = 'open' group by kind, about`
  expect(Object.fromEntries(found.map(({ what, n }) => [what, n]))).toEqual(plantedIn(PAYMENTS))
  const [wrong] = await shop.sql`
    select count(*)::int as n from bill_differences
    where subject not like 'ELSE%' and charge_id is null and refund_id is null`
  expect(wrong?.n).toBe(0)
  // Only fees that differ and numbers that are not ours had to be booked: nothing was guessed.
  const [booked] = await shop.sql`
    select count(*) filter (where key like 'fee-true:%')::int as fees,
      count(*) filter (where key like 'foreign:%')::int as foreign
    from ledger_transfers`
  expect(booked).toEqual({ fees: plantedIn(PAYMENTS)['fee payment'], foreign: 21 })
  rmSync(folder, { recursive: true })
}, 120_000)
