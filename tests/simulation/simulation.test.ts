import { expect, test } from 'vitest'
import { testDatabase } from '#tests/database.ts'
import { simulate } from './simulate.ts'

/**
 * `WENQU_SIMULATION="seed steps"` runs another one, and as long as wanted: what a failure prints
 * replays it.
 */
const [seed = 20_261_123, steps = 20_000] = (process.env.WENQU_SIMULATION ?? '')
  .split(' ')
  .filter(Boolean)
  .map(Number)

const database = await testDatabase()

test(`the whole system holds its invariants through ${steps} steps of seed ${seed}`, async () => {
  const report = await simulate(database, { seed, steps })
  process.stdout.write(`${JSON.stringify(report)}\n`)
  expect(report.steps).toBe(steps)
  if (steps < 5_000) return
  // A simulation in which nothing happens would hold every invariant.
  expect(report.crashes).toBeGreaterThan(steps / 500)
  expect(report.kills).toBeGreaterThan(0)
  expect(report.bills).toBeGreaterThan(steps / 500)
  const [coupons] = await database.sql`select count(*)::int as used from coupon_grants
    where used_at is not null`
  expect(coupons?.used).toBeGreaterThan(steps / 2000)
  for (const name of ['order', 'pay', 'payer', 'refund', 'return', 'forge', 'resend to both']) {
    expect(report.tally[name], name).toBeGreaterThan(steps / 4000)
  }
}, 3_600_000)
