import { expect, test } from 'vitest'
import { readPercent, showPercent } from './percent.ts'

test('a percentage is typed with up to two decimals, and shown as it was typed', () => {
  for (const text of ['0', '5', '12.5', '33.33', '100']) {
    expect(showPercent(readPercent(text) ?? -1)).toBe(text)
  }
})

test('what is no percentage is refused', () => {
  for (const text of ['', '-1', '100.01', '1e1', '12.345', '１０', 'ten', '5%']) {
    expect(readPercent(text)).toBeNull()
  }
})
