import fc from 'fast-check'
import { expect, test } from 'vitest'
import { money } from '#kernel/money.ts'
import { prorate, switchNow } from './prorate.ts'

const startsAt = new Date('2026-11-22T08:00:00Z')
const after = (seconds: number) => new Date(startsAt.getTime() + seconds * 1000)
const amounts = fc.bigInt({ min: 0n, max: 10_000_000n }).map((minor) => money(minor, 'CNY'))
const lengths = fc.integer({ min: 1, max: 40_000_000 })

test('F67: used and unused are the amount to the fen, and never negative', () => {
  fc.assert(
    fc.property(
      amounts,
      lengths,
      fc.integer({ min: -1000, max: 50_000_000 }),
      (amount, all, at) => {
        const { used, unused } = prorate({ amount, startsAt, endsAt: after(all) }, after(at))
        expect(used.minor + unused.minor).toBe(amount.minor)
        expect(used.minor >= 0n && unused.minor >= 0n).toBe(true)
      },
    ),
  )
})

test('F67: later is never worth more', () => {
  fc.assert(
    fc.property(amounts, lengths, fc.nat(40_000_000), fc.nat(1000), (amount, all, at, more) => {
      const running = { amount, startsAt, endsAt: after(all) }
      const [now, then] = [prorate(running, after(at)), prorate(running, after(at + more))]
      expect(then.unused.minor <= now.unused.minor).toBe(true)
    }),
  )
})

test('F67: what a switch costs and what is credited add up, and only one of them is there', () => {
  fc.assert(
    fc.property(amounts, amounts, lengths, fc.nat(40_000_000), (amount, price, all, at) => {
      const running = { amount, startsAt, endsAt: after(all) }
      const { due, credit } = switchNow(running, price, after(at))
      expect(due.minor - credit.minor).toBe(price.minor - prorate(running, after(at)).unused.minor)
      expect(due.minor === 0n || credit.minor === 0n).toBe(true)
    }),
  )
})

test('half a month of ¥30.01 is worth ¥15.00', () => {
  const running = { amount: money(3001n, 'CNY'), startsAt, endsAt: after(30 * 86_400) }
  expect(prorate(running, after(15 * 86_400)).unused).toEqual(money(1500n, 'CNY'))
  expect(switchNow(running, money(9000n, 'CNY'), after(15 * 86_400))).toEqual({
    due: money(7500n, 'CNY'),
    credit: money(0n, 'CNY'),
  })
})
