import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addDays } from '#kernel/days.ts'
import { earnedBy, earnedOf } from './earned-by.ts'

const zone = 'Asia/Shanghai'
const noon = (day: string) => new Date(`${day}T04:00:00Z`)

test('a term earns with each day that has ended, to the fen, and all of it at its end', () => {
  fc.assert(
    fc.property(fc.bigInt(0n, 10_000_000n), fc.integer({ min: 1, max: 800 }), (amount, days) => {
      const plan = {
        kind: 'term' as const,
        startsOn: '2026-03-01',
        endsOn: addDays('2026-03-01', days),
        zone,
      }
      let recognised = 0n
      for (let day = -2; day <= days + 2; day++) {
        const now = noon(addDays('2026-03-01', day))
        const earned = earnedOf(amount, earnedBy(plan, { now, publishedLessons: 0 }))
        expect(earned >= recognised).toBe(true)
        if (day <= 0) expect(earned).toBe(0n)
        recognised += earned - recognised
      }
      expect(recognised).toBe(amount)
    }),
    { numRuns: 30 },
  )
})

test('the day of a term turns at midnight of its zone', () => {
  const plan = { kind: 'term' as const, startsOn: '2026-03-01', endsOn: '2026-03-11', zone }
  const at = (moment: string) => earnedBy(plan, { now: new Date(moment), publishedLessons: 0 })
  expect(at('2026-03-01T15:59:59Z')).toEqual({ done: 0, of: 10 })
  expect(at('2026-03-01T16:00:00Z')).toEqual({ done: 1, of: 10 })
  expect(at('2026-03-10T16:00:00Z')).toEqual({ done: 10, of: 10 })
})

test('a series earns by what is published of what was promised, never more than everything', () => {
  const plan = { kind: 'lessons' as const, planned: 3 }
  const after = (publishedLessons: number) =>
    earnedOf(1_000n, earnedBy(plan, { now: noon('2026-03-01'), publishedLessons }))
  expect([0, 1, 2, 3, 9].map(after)).toEqual([0n, 333n, 666n, 1_000n, 1_000n])
})

test('an ordinary sale, and a plan without parts, is earned at once', () => {
  const now = noon('2026-03-01')
  expect(earnedBy({ kind: 'at_once' }, { now, publishedLessons: 0 })).toEqual({ done: 1, of: 1 })
  const none = { kind: 'term' as const, startsOn: '2026-03-01', endsOn: '2026-03-01', zone }
  expect(earnedBy(none, { now, publishedLessons: 0 })).toEqual({ done: 1, of: 1 })
})
