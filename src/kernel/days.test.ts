import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addDays, dayIn, daysBetween, isDay } from './days.ts'

test('a day belongs to its zone', () => {
  const late = new Date('2026-02-28T16:30:00Z')
  expect(dayIn('Asia/Shanghai', late)).toBe('2026-03-01')
  expect(dayIn('UTC', late)).toBe('2026-02-28')
  expect(dayIn('America/Los_Angeles', new Date('2026-03-08T10:00:00Z'))).toBe('2026-03-08')
})

test('adding days and counting them are inverse, over leap years and clock changes', () => {
  fc.assert(
    fc.property(fc.integer({ min: -20_000, max: 20_000 }), (days) => {
      expect(daysBetween('2026-03-01', addDays('2026-03-01', days))).toBe(days)
    }),
  )
  expect(addDays('2028-02-28', 1)).toBe('2028-02-29')
})

test('only real days are days', () => {
  expect(['2026-02-28', '2028-02-29'].every(isDay)).toBe(true)
  expect(['2026-02-29', '2026-2-1', '2026-13-01', '', '2026-01-01T00:00'].some(isDay)).toBe(false)
})
