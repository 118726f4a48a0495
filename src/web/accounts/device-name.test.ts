import { describe, expect, it } from 'vitest'
import { deviceName } from './device-name.ts'

describe('deviceName', () => {
  it('names the browser a person uses, not those it pretends to be', () => {
    const edge =
      'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140'
    const wechat = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18 like Mac OS X) MicroMessenger/8.0'
    expect(deviceName(edge)).toBe('Edge · Windows')
    expect(deviceName(wechat)).toBe('WeChat · iOS')
  })

  it('knows when it does not know', () => {
    expect(deviceName('curl/8')).toBeNull()
    expect(deviceName(null)).toBeNull()
  })
})
