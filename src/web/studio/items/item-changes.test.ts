import { describe, expect, it } from 'vitest'
import { shanghaiTime } from './item-changes.ts'

describe('shanghaiTime', () => {
  it('reads the wall clock of China Standard Time', () => {
    expect(shanghaiTime('2026-12-01T08:00').toISOString()).toBe('2026-12-01T00:00:00.000Z')
  })

  it('refuses anything else', () => {
    expect(() => shanghaiTime('tomorrow')).toThrow('item.bad_time')
    expect(() => shanghaiTime('2026-12-01T08:00Z')).toThrow('item.bad_time')
  })
})
