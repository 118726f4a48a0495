import fc from 'fast-check'
import { expect, test } from 'vitest'
import { money } from '#kernel/money.ts'
import { type Coupon, discountOf } from '../coupons/coupon.ts'
import { quote } from './quote.ts'

const until = new Date('2026-12-31T00:00:00Z')
const coupon = (id: string, change: Partial<Coupon>): Coupon => ({
  id,
  name: id,
  itemId: null,
  percentOff: null,
  amountOffMinor: null,
  currency: 'CNY',
  until,
  ...change,
})
const item = (itemId: string, minor: bigint) => ({
  itemId,
  title: itemId,
  price: money(minor, 'CNY'),
})

const names = ['a', 'b', 'c', 'd']
const basket = fc
  .array(fc.bigInt(0n, 30_000n), { minLength: 1, maxLength: 4 })
  .map((prices) => prices.map((minor, index) => item(names[index] ?? '', minor)))
const off = fc.oneof(
  fc.integer({ min: 1, max: 90 }).map((percentOff) => ({ percentOff })),
  fc.bigInt(1n, 40_000n).map((amountOffMinor) => ({ amountOffMinor })),
)
const wallet = fc
  .array(fc.tuple(off, fc.option(fc.constantFrom(...names), { nil: null })), { maxLength: 4 })
  .map((rows) => rows.map(([change, itemId], n) => coupon(`k${n}`, { ...change, itemId })))

/** Every way to give each line one coupon or none, tried out. */
function mostOff(lines: ReturnType<typeof item>[], coupons: Coupon[]): bigint {
  const [line, ...rest] = lines
  if (!line) return 0n
  return coupons.reduce(
    (most, one) => {
      const left = coupons.filter((other) => other !== one)
      const sum = discountOf(one, line) + mostOff(rest, left)
      if (sum > most) return sum
      return most
    },
    mostOff(rest, coupons),
  )
}

test('a quote takes off the most that its coupons can, each once, none below nothing', () => {
  fc.assert(
    fc.property(basket, wallet, (lines, coupons) => {
      const { lines: quoted, total } = quote(lines, 'CNY', coupons)
      for (const line of quoted) {
        expect(line.amount.minor + line.discount.minor).toBe(line.listPrice.minor)
        expect(line.amount.minor >= 0n && line.discount.minor >= 0n).toBe(true)
        expect(line.coupon === null).toBe(line.discount.minor === 0n)
      }
      const used = quoted.flatMap(({ coupon: one }) => one?.id ?? [])
      expect(new Set(used).size).toBe(used.length)
      const listed = lines.reduce((sum, { price }) => sum + price.minor, 0n)
      expect(listed - total.minor).toBe(mostOff(lines, coupons))
      expect(quote(lines, 'CNY', coupons)).toEqual({ lines: quoted, total })
    }),
    { numRuns: 400 },
  )
})

test('a percentage is rounded down and leaves at least one fen of any price', () => {
  fc.assert(
    fc.property(fc.bigInt(1n, 10_000_000n), fc.integer({ min: 1, max: 90 }), (minor, percent) => {
      const one = quote([item('a', minor)], 'CNY', [coupon('k', { percentOff: percent })])
      expect(one.total.minor >= 1n).toBe(true)
      const exact = minor * BigInt(percent)
      const taken = (minor - one.total.minor) * 100n
      expect(taken <= exact && exact - taken < 100n).toBe(true)
    }),
  )
})

test('an amount takes off at most the price, and only in its own currency', () => {
  const fixed = coupon('k', { amountOffMinor: 5_000n })
  expect(quote([item('a', 3_000n)], 'CNY', [fixed]).total.minor).toBe(0n)
  expect(quote([item('a', 9_900n)], 'CNY', [fixed]).total.minor).toBe(4_900n)
  const foreign = { ...fixed, currency: 'USD' as const }
  expect(quote([item('a', 9_900n)], 'CNY', [foreign]).total.minor).toBe(9_900n)
})

test('a coupon for one item leaves the others at their price', () => {
  const own = coupon('k', { percentOff: 50, itemId: 'b' })
  const { lines } = quote([item('a', 1_000n), item('b', 1_000n)], 'CNY', [own])
  expect(lines.map(({ amount }) => amount.minor)).toEqual([1_000n, 500n])
})

test('of equal coupons the first is spent, and none where one does as well as two', () => {
  const twins = [coupon('first', { percentOff: 10 }), coupon('second', { percentOff: 10 })]
  const [line] = quote([item('a', 1_000n)], 'CNY', twins).lines
  expect(line?.coupon?.id).toBe('first')
  const [free] = quote([item('a', 0n)], 'CNY', twins).lines
  expect(free?.coupon).toBe(null)
})

test('a full basket and a full wallet are weighed in full', () => {
  const lines = Array.from({ length: 50 }, (_, n) => item(`i${n}`, BigInt(1_000 + n * 37)))
  const coupons = Array.from({ length: 100 }, (_, n) =>
    coupon(`k${n}`, { percentOff: 1 + ((n * 7) % 90) }),
  )
  const { lines: quoted } = quote(lines, 'CNY', coupons)
  expect(quoted.every(({ coupon: one }) => one !== null)).toBe(true)
  const percents = coupons.map(({ percentOff }) => percentOff ?? 0).sort((a, b) => b - a)
  const best = lines
    .toReversed()
    .reduce((sum, { price }, n) => sum + (price.minor * BigInt(percents[n] ?? 0)) / 100n, 0n)
  const taken = quoted.reduce((sum, { discount }) => sum + discount.minor, 0n)
  expect(taken >= best).toBe(true)
})
