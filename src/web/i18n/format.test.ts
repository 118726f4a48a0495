import { describe, expect, it } from 'vitest'
import { money } from '#kernel/money.ts'
import {
  chineseNumber,
  formatBytes,
  formatClock,
  formatDate,
  formatMoney,
  formatSpan,
} from './format.ts'

describe('formatMoney', () => {
  it('drops empty decimals on a card and keeps them on a receipt', () => {
    const price = money(19900n, 'CNY')
    expect(formatMoney('zh-CN', price)).toBe('¥199')
    expect(formatMoney('zh-CN', price, true)).toBe('¥199.00')
    expect(formatMoney('en', money(1990n, 'CNY'))).toBe('¥19.90')
  })

  it('is exact beyond what a floating-point number holds', () => {
    const amount = money(9007199254740993_01n, 'CNY')
    expect(formatMoney('en', amount, true)).toBe('¥9,007,199,254,740,993.01')
  })

  it('knows a currency without decimals', () => {
    expect(formatMoney('en', money(1500n, 'JPY'), true)).toBe('¥1,500')
  })
})

describe('formatDate', () => {
  const lateEvening = new Date('2026-12-31T16:30:00Z')

  it('reads the clock in Shanghai unless told otherwise', () => {
    expect(formatDate('zh-CN', lateEvening)).toBe('2027年1月1日')
    expect(formatDate('zh-CN', lateEvening, 'minute')).toBe('2027年1月1日 00:30')
    expect(formatDate('en', lateEvening, 'day', 'UTC')).toBe('December 31, 2026')
  })
})

describe('formatClock', () => {
  it('shows hours only when there are some', () => {
    expect([0, 65, 3725].map(formatClock)).toEqual(['0:00', '1:05', '1:02:05'])
  })
})

describe('formatSpan', () => {
  it('rounds up to minutes and counts hours', () => {
    expect([1, 480, 3600, 3901].map((seconds) => formatSpan('zh-CN', seconds))).toEqual([
      '1 分钟',
      '8 分钟',
      '1 小时',
      '1 小时 6 分钟',
    ])
    expect(formatSpan('en', 3901)).toBe('1 h 6 min')
  })
})

describe('chineseNumber', () => {
  it('counts as people do up to 99', () => {
    expect([1, 10, 11, 20, 21, 99, 100].map(chineseNumber)).toEqual([
      '一',
      '十',
      '十一',
      '二十',
      '二十一',
      '九十九',
      '100',
    ])
  })
})

describe('formatBytes', () => {
  it('takes the unit that keeps the figure short', () => {
    expect([512, 2048, 88_245_000, 3 * 1024 ** 3].map((n) => formatBytes('en', n))).toEqual([
      '512 B',
      '2 KB',
      '84.2 MB',
      '3 GB',
    ])
  })
})
