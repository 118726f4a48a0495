import { expect, test } from 'vitest'
import { uniqueAmounts } from './unique-amounts.ts'

test('never more than the price, never less than one fen, each once, nearest first', () => {
  for (const price of [1n, 2n, 50n, 99n, 100n, 19_900n]) {
    const amounts = uniqueAmounts(price)
    expect(amounts[0]).toBe(price)
    expect(amounts.every((amount) => amount >= 1n && amount <= price)).toBe(true)
    expect(amounts.every((amount) => price - amount <= 99n)).toBe(true)
    expect(new Set(amounts).size).toBe(amounts.length)
  }
  expect(uniqueAmounts(19_900n)).toHaveLength(100)
  expect(uniqueAmounts(3n)).toEqual([3n, 2n, 1n])
})
