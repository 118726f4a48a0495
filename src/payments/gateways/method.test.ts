import { expect, test } from 'vitest'
import type { Capabilities } from '../provider.ts'
import { channelFor, type Device, deviceOf } from './method.ts'

const everything: Capabilities = {
  channels: ['page', 'wap', 'qr', 'jsapi', 'h5'],
  currencies: ['CNY'],
  amounts: { min: 1n, max: 100n },
  refunds: null,
  bills: [],
}
const yuan = (minor: bigint) => ({ minor, currency: 'CNY' as const })

test.each<[Device, Capabilities['channels'], string | null]>([
  ['desktop', everything.channels, 'page'],
  ['desktop', ['qr', 'wap'], 'qr'],
  ['phone', everything.channels, 'wap'],
  ['phone', ['qr', 'h5'], 'h5'],
  ['wechat', everything.channels, 'jsapi'],
  ['wechat', ['page', 'wap'], null],
  ['desktop', ['jsapi'], null],
])('a %s is offered, of %s, %s', (device, channels, expected) => {
  expect(channelFor({ ...everything, channels }, { amount: yuan(50n), device })).toBe(expected)
})

test('an amount or a currency that the gateway does not take is not offered', () => {
  const offered = (amount: Parameters<typeof channelFor>[1]['amount']) =>
    channelFor(everything, { amount, device: 'desktop' })
  expect([offered(yuan(0n)), offered(yuan(101n))]).toEqual([null, null])
  expect([offered(yuan(1n)), offered(yuan(100n))]).toEqual(['page', 'page'])
  expect(offered({ minor: 50n, currency: 'USD' })).toBeNull()
})

test.each([
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Mobile/15E148 MicroMessenger/8.0',
    'wechat',
  ],
  ['Mozilla/5.0 (Linux; Android 15; Pixel 9) Chrome/130 Mobile Safari/537.36', 'phone'],
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/130 Safari/537.36', 'desktop'],
  ['', 'desktop'],
])('the device behind “%s” is a %s', (userAgent, device) => {
  expect(deviceOf(userAgent)).toBe(device)
})
