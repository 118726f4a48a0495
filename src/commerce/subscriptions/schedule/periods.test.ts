import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dayIn } from '#kernel/days.ts'
import { earningDays, periodAfter } from './periods.ts'

const ZONE = 'Asia/Shanghai'
const beijing = (text: string) => new Date(`${text}+08:00`)
const clockOf = (moment: Date) => (moment.getTime() + 8 * 3_600_000) % 86_400_000
const moments = fc.date({
  min: new Date('2020-01-01T00:00:00Z'),
  max: new Date('2090-01-01T00:00:00Z'),
  noInvalidDate: true,
})

test.each([
  ['2027-01-31T10:00:00', 1, '2027-02-28T10:00:00'],
  ['2027-01-31T10:00:00', 2, '2027-03-31T10:00:00'],
  ['2028-01-30T10:00:00', 1, '2028-02-29T10:00:00'],
  ['2028-02-29T10:00:00', 12, '2029-02-28T10:00:00'],
  ['2028-02-29T10:00:00', 48, '2032-02-29T10:00:00'],
  ['2026-12-31T23:59:59', 2, '2027-02-28T23:59:59'],
  ['2027-03-01T00:30:00', 1, '2027-04-01T00:30:00'],
  ['2026-11-30T00:00:00', 3, '2027-02-28T00:00:00'],
])('F60: %s and %i months is %s in Shanghai', (from, months, to) => {
  expect(periodAfter(beijing(from), months)).toEqual(beijing(to))
})

test('F60: every period ends at the same time of the day, on the anchor’s day or the last', () => {
  fc.assert(
    fc.property(moments, fc.integer({ min: 1, max: 120 }), (anchor, months) => {
      const end = periodAfter(anchor, months)
      expect(clockOf(end)).toBe(clockOf(anchor))
      const [day, wanted] = [dayIn(ZONE, end), dayIn(ZONE, anchor).slice(8)]
      const isLast = dayIn(ZONE, new Date(end.getTime() + 86_400_000)).slice(8) === '01'
      expect(day.slice(8) === wanted || (isLast && day.slice(8) < wanted)).toBe(true)
      const [fromYear = 0, fromMonth = 0] = dayIn(ZONE, anchor).split('-').map(Number)
      const [year = 0, month = 0] = day.split('-').map(Number)
      expect(year * 12 + month).toBe(fromYear * 12 + fromMonth + months)
    }),
  )
})

test('F60: periods follow each other without gap, overlap or drift', () => {
  fc.assert(
    fc.property(moments, fc.constantFrom(1, 3, 12), (anchor, months) => {
      for (let n = 0; n < 15; n++) {
        const [start, end] = [
          periodAfter(anchor, n * months),
          periodAfter(anchor, (n + 1) * months),
        ]
        expect(end.getTime()).toBeGreaterThan(start.getTime())
        const days = (end.getTime() - start.getTime()) / 86_400_000
        expect(days).toBeGreaterThanOrEqual(28 * months)
        expect(days).toBeLessThanOrEqual(31 * months)
      }
      expect(periodAfter(anchor, 0)).toEqual(anchor)
    }),
  )
})

test('a term is earned over its Shanghai days', () => {
  const startsAt = beijing('2026-12-01T00:30:00')
  expect(earningDays({ startsAt, endsAt: periodAfter(startsAt, 1) })).toEqual({
    kind: 'term',
    startsOn: '2026-12-01',
    endsOn: '2027-01-01',
    zone: ZONE,
  })
})
