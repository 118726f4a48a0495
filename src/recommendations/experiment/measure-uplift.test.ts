import { describe, expect, test } from 'vitest'
import * as recommendations from '#recommendations'
import { audience } from '#tests/audience.ts'
import { insertPerson } from '#tests/insert-person.ts'
import { openShop } from '#tests/shop.ts'
import { exposures } from '../tables.ts'
import type { Arm } from './arm-of.ts'
import { compareMeans, compareShares } from './interval.ts'

const shop = await openShop()
const { as, db, owner } = shop
const now = as().now
const ago = (days: number) => new Date(now.getTime() - days * 86_400_000)
const facts = audience(db, now)
const itemId = await shop.publish('被推荐的', 1000n)
const measured = () => recommendations.measureUplift(as(owner), { days: 28 })

type Showing = { daysAgo?: number; clicked?: boolean; place?: 'shelf' | 'because' }
async function show(personId: string, arm: Arm, { daysAgo = 10, clicked, place }: Showing = {}) {
  const shownAt = ago(daysAgo)
  await db.insert(exposures).values({
    ...{ personId, itemId, arm, shownAt, rank: 0, place: place ?? 'shelf' },
    day: shownAt.toISOString().slice(0, 10),
    clickedAt: clicked ? shownAt : null,
  })
}

describe('an interval', () => {
  test("of two shares is that of Newcombe's own example", () => {
    // Newcombe 1998, table II (a), method 10: 56/70 − 48/80.
    const { difference, low, high } = compareShares({ hits: 56, of: 70 }, { hits: 48, of: 80 })
    expect(difference).toBeCloseTo(0.2, 10)
    expect(low).toBeCloseTo(0.0524, 4)
    expect(high).toBeCloseTo(0.3339, 4)
  })

  test('of two shares stays inside what is possible when nobody did', () => {
    const { low, high } = compareShares({ hits: 0, of: 10 }, { hits: 0, of: 20 })
    expect(low).toBeCloseTo(-0.1611, 4)
    expect(high).toBeCloseTo(0.2775, 4)
  })

  test("of two means is Welch's", () => {
    // Variances 2.5 and 10 of five each: error √2.5, 5.88 degrees of freedom, t = 2.4589.
    const { difference, low, high } = compareMeans([1, 2, 3, 4, 5], [2, 4, 6, 8, 10])
    expect(difference).toBe(-3)
    expect(low).toBeCloseTo(-3 - 2.4589 * Math.sqrt(2.5), 2)
    expect(high).toBeCloseTo(-3 + 2.4589 * Math.sqrt(2.5), 2)
  })
})

test('with too few people nothing is said, whatever they did', async () => {
  for (let n = 0; n < 29; n++) await show(await facts.person(60), 'control')
  const { control, clickers, buyers, clickRate, needed } = await measured()
  expect(control.people).toBe(29)
  expect(needed).toBe(30)
  expect([clickers, buyers, clickRate]).toEqual([null, null, null])
})

test('counts people once, purchases within a week, and neither staff nor the moved', async () => {
  await show(await facts.person(60), 'control', { clicked: true })
  for (let n = 0; n < 40; n++) {
    const id = await facts.person(60)
    await show(id, 'model', { clicked: n < 20 })
    await show(id, 'model', { daysAgo: 9 })
    if (n < 10) await facts.buy(id, 8, [itemId])
    else if (n < 20) await facts.buy(id, 1, [itemId])
    else if (n < 30) await facts.buy(id, 11, [itemId])
  }
  const moved = await facts.person(60)
  await show(moved, 'model', { clicked: true })
  await show(moved, 'control', { daysAgo: 9, clicked: true })
  const staff = await insertPerson(shop, '编辑', 'creator')
  await show(staff.personId, 'control', { clicked: true })
  await show(await facts.person(60), 'model', { place: 'because', clicked: true })
  await show(await facts.person(60), 'model', { daysAgo: 29, clicked: true })
  const { model, control, clickers, buyers, clickRate } = await measured()
  expect(model).toEqual({
    ...{ people: 40, shown: 80, clicked: 20, bought: 10, clickers: 20, buyers: 10 },
  })
  expect(control).toMatchObject({ people: 30, shown: 30, clicked: 1, clickers: 1, buyers: 0 })
  expect(clickers?.difference).toBeCloseTo(20 / 40 - 1 / 30, 10)
  expect(clickers?.low).toBeGreaterThan(0)
  expect(buyers).toEqual(compareShares({ hits: 10, of: 40 }, { hits: 0, of: 30 }))
  expect(clickRate?.difference).toBeCloseTo(0.25 - 1 / 30, 10)
})

test('is for the owner', async () => {
  const support = await insertPerson(shop, '客服', 'support')
  const asked = recommendations.measureUplift(as(support), { days: 28 })
  await expect(asked).rejects.toMatchObject({ kind: 'forbidden' })
})
