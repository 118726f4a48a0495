import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nextStep, type Timetable } from './next-step.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const beijing = (text: string) => new Date(`${text}+08:00`)
const midnight = (at: Date, days: number) =>
  new Date(Math.floor((at.getTime() + 8 * HOUR) / DAY) * DAY - 8 * HOUR + days * DAY)
const hours = (at: Date, first: number, last: number) => ({
  from: new Date(midnight(at, first).getTime() + 7 * HOUR),
  until: new Date(midnight(at, last).getTime() + 22 * HOUR - 60_000),
})

/** As Alipay: five days up to the end of the day it is due. */
const days: Timetable = {
  chargeWindow: (dueAt) => ({
    from: midnight(dueAt, -5),
    until: new Date(midnight(dueAt, 1).getTime() - 60_000),
  }),
}
/** As WeChat: told two days before, charged on seven days, both by day. */
const told: Timetable = {
  announceWindow: (dueAt) => hours(dueAt, -2, -2),
  chargeWindow: (dueAt) => hours(dueAt, 0, 6),
}

test('F60: what is due at 23:59:59 is charged before midnight', () => {
  const due = { dueAt: beijing('2026-12-31T23:59:59'), announcedFor: null }
  expect(nextStep(beijing('2026-12-31T12:00:00'), due, days)).toEqual({
    kind: 'wait',
    until: beijing('2026-12-31T17:59:59'),
  })
  expect(nextStep(beijing('2026-12-31T17:59:59'), due, days)).toEqual({ kind: 'charge' })
  expect(nextStep(beijing('2026-12-31T23:59:30'), due, days)).toMatchObject({ kind: 'shift' })
})

test('F63: a notice waits for its day and hour, and a charge for day three after it', () => {
  const dueAt = beijing('2026-12-10T10:00:00')
  const fresh = { dueAt, announcedFor: null }
  expect(nextStep(beijing('2026-12-08T06:59:59'), fresh, told)).toEqual({
    kind: 'wait',
    until: beijing('2026-12-08T07:00:00'),
  })
  expect(nextStep(beijing('2026-12-08T07:00:00'), fresh, told)).toEqual({ kind: 'announce', dueAt })
  const announced = { dueAt, announcedFor: dueAt }
  for (const tooEarly of ['2026-12-08T08:00:00', '2026-12-09T12:00:00', '2026-12-10T06:59:59']) {
    expect(nextStep(beijing(tooEarly), announced, told)).toEqual({
      kind: 'wait',
      until: beijing('2026-12-10T07:00:00'),
    })
  }
  expect(nextStep(beijing('2026-12-10T07:00:00'), announced, told)).toEqual({ kind: 'charge' })
  expect(nextStep(beijing('2026-12-16T21:00:00'), announced, told)).toEqual({ kind: 'charge' })
})

test('F63: a forgotten notice moves the charge, by as little as can be', () => {
  const fresh = { dueAt: beijing('2026-12-10T10:00:00'), announcedFor: null }
  expect(nextStep(beijing('2026-12-08T22:30:00'), fresh, told)).toEqual({
    kind: 'shift',
    dueAt: beijing('2026-12-11T10:00:00'),
  })
})

test('F63: after the ninth day the charge wants a notice of its own', () => {
  const announcedFor = beijing('2026-12-10T10:00:00')
  const late = { dueAt: announcedFor, announcedFor }
  expect(nextStep(beijing('2026-12-17T08:00:00'), late, told)).toMatchObject({ kind: 'shift' })
  const next = { dueAt: beijing('2026-12-19T10:00:00'), announcedFor }
  expect(nextStep(beijing('2026-12-17T08:00:00'), next, told)).toMatchObject({ kind: 'announce' })
})

test('F61: from whatever moment it is looked at, it comes to a charge inside the window', () => {
  const moment = fc.date({
    min: beijing('2026-11-01T00:00:00'),
    max: beijing('2027-03-01T00:00:00'),
    noInvalidDate: true,
  })
  const timetable = fc.constantFrom(days, told)
  fc.assert(
    fc.property(moment, fc.integer({ min: -12, max: 12 }), timetable, (dueAt, off, gateway) => {
      let now = new Date(dueAt.getTime() + off * DAY)
      let due = { dueAt, announcedFor: null as Date | null }
      for (let n = 0; n < 40; n++) {
        const step = nextStep(now, due, gateway)
        if (step.kind === 'charge') {
          const { from, until } = gateway.chargeWindow(due.announcedFor ?? due.dueAt)
          expect(now >= from && now <= until).toBe(true)
          expect(now.getTime()).toBeLessThan(dueAt.getTime() + 24 * DAY)
          return
        }
        if (step.kind === 'wait') {
          expect(step.until.getTime()).toBeGreaterThan(now.getTime())
          now = step.until
        }
        if (step.kind === 'announce') due = { ...due, announcedFor: step.dueAt }
        if (step.kind === 'shift') due = { dueAt: step.dueAt, announcedFor: null }
      }
      throw new Error('no charge')
    }),
  )
})
