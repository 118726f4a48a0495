import type { Money } from '#kernel/money.ts'
import type { Capabilities, Channel, ProviderName } from '../provider.ts'

/** Where the payer sits: it decides whether a code can be scanned or an app be opened. */
export type Device = 'desktop' | 'phone' | 'wechat'

export type Method = { provider: ProviderName; channel: Channel }

/**
 * Best first. Inside WeChat its own call works, and its browser blocks Alipay's pages; on a phone
 * nobody can scan what the phone itself shows, so a code comes last. Alipay's page for computers
 * shows a code itself and needs no separate contract, so it goes before a code of our own.
 */
const preferred: Record<Device, readonly Channel[]> = {
  desktop: ['page', 'qr', 'hosted', 'transfer'],
  phone: ['wap', 'h5', 'hosted', 'transfer', 'page', 'qr'],
  wechat: ['jsapi', 'hosted', 'transfer', 'qr'],
}

/** The channel by which a gateway takes this payment from this device; null when it cannot. */
export function channelFor(
  { channels, currencies, amounts }: Capabilities,
  { amount, device }: { amount: Money; device: Device },
): Channel | null {
  if (!currencies.includes(amount.currency)) return null
  if (amount.minor < amounts.min || amount.minor > amounts.max) return null
  return preferred[device].find((channel) => channels.includes(channel)) ?? null
}

/** The device behind a User-Agent; an unknown one is a desktop, where every code can be scanned. */
export function deviceOf(userAgent: string): Device {
  if (/MicroMessenger/i.test(userAgent)) return 'wechat'
  return /Mobi|Android|iPhone|iPad|HarmonyOS/i.test(userAgent) ? 'phone' : 'desktop'
}
