import fc from 'fast-check'
import { expect, test } from 'vitest'
import { apportion } from './apportion.ts'

const weights = fc
  .array(fc.bigInt(0n, 10n ** 9n), { minLength: 1, maxLength: 8 })
  .filter((all) => all.some((weight) => weight > 0n))

test('the parts sum to the amount, and none is a unit away from its exact part', () => {
  fc.assert(
    fc.property(fc.bigInt(0n, 10n ** 15n), weights, (amount, all) => {
      const parts = apportion(amount, all)
      const whole = all.reduce((sum, weight) => sum + weight, 0n)
      expect(parts.reduce((sum, part) => sum + part, 0n)).toBe(amount)
      parts.forEach((part, index) => {
        const exact = amount * (all[index] ?? 0n)
        const away = part * whole - exact
        expect(away < whole && -away < whole).toBe(true)
      })
    }),
  )
})

test('an amount within the weights never takes more than a weight', () => {
  fc.assert(
    fc.property(weights, fc.double({ min: 0, max: 1, noNaN: true }), (all, part) => {
      const whole = all.reduce((sum, weight) => sum + weight, 0n)
      const amount = (whole * BigInt(Math.floor(part * 1000))) / 1000n
      apportion(amount, all).forEach((taken, index) => {
        expect(taken <= (all[index] ?? 0n)).toBe(true)
      })
    }),
  )
})

test('what is left goes to the largest remainders, the first of equals first', () => {
  expect(apportion(100n, [1n, 1n, 1n])).toEqual([34n, 33n, 33n])
  expect(apportion(10n, [1n, 3n, 3n])).toEqual([2n, 4n, 4n])
  expect(apportion(0n, [0n, 5n])).toEqual([0n, 0n])
})

test('a negative amount and weights of nothing are refused', () => {
  expect(() => apportion(-1n, [1n])).toThrow(RangeError)
  expect(() => apportion(1n, [0n])).toThrow(RangeError)
  expect(() => apportion(1n, [2n, -1n])).toThrow(RangeError)
})
