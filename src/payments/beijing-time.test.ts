import fc from 'fast-check'
import { expect, it } from 'vitest'
import { formatBeijing, formatRfc3339, parseBeijing, parseRfc3339 } from './beijing-time.ts'

const moments = fc.date({
  min: new Date('1992-01-01T00:00:00Z'),
  max: new Date('2099-12-31T00:00:00Z'),
  noInvalidDate: true,
})
const shanghai = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Asia/Shanghai',
  dateStyle: 'short',
  timeStyle: 'medium',
})

it('F79: is the clock of Shanghai whatever the zone of the process', () => {
  fc.assert(fc.property(moments, (at) => formatBeijing(at) === shanghai.format(at)))
})

it('reads back what it writes, to the second', () => {
  fc.assert(
    fc.property(moments, (at) => {
      const second = Math.floor(at.getTime() / 1000) * 1000
      expect(parseBeijing(formatBeijing(at))?.getTime()).toBe(second)
      expect(parseRfc3339(formatRfc3339(at))?.getTime()).toBe(second)
    }),
  )
})

it('ignores the fraction that gmt_refund carries', () => {
  expect(parseBeijing('2026-11-22 16:00:00.123')).toEqual(new Date('2026-11-22T08:00:00Z'))
})

it('refuses what is not exactly a moment', () => {
  for (const text of ['', '2026-11-22', '2026-13-01 00:00:00', '2026-11-22T16:00:00', 'now']) {
    expect(parseBeijing(text)).toBeNull()
  }
  for (const text of ['2026-11-22T16:00:00', '2026-11-22 16:00:00+08:00', '1795334400', '']) {
    expect(parseRfc3339(text)).toBeNull()
  }
})
