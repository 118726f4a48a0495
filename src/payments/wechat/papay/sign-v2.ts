import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { WechatPapay } from '../wechat-config.ts'

type Signing = Pick<WechatPapay, 'apiV2Key' | 'signType'>

/**
 * API v2: all fields but `sign` that are not empty, by name, `k=v&…&key=KEY`, in capital hex of MD5
 * or HMAC-SHA256.
 */
export function signV2(
  fields: Iterable<readonly [string, string]>,
  { apiV2Key, signType }: Signing,
): string {
  const content = [...fields]
    .filter(([name, text]) => name !== 'sign' && text !== '')
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, text]) => `${name}=${text}`)
    .concat(`key=${apiV2Key}`)
    .join('&')
  const hash = signType === 'MD5' ? createHash('md5') : createHmac('sha256', apiV2Key)
  return hash.update(content).digest('hex').toUpperCase()
}

/** Whether the message carries the signature of who shares the key, by our kind of signature. */
export function isSignedV2(fields: ReadonlyMap<string, string>, signing: Signing): boolean {
  const right = Buffer.from(signV2(fields, signing))
  const given = Buffer.from(fields.get('sign') ?? '')
  return right.length === given.length && timingSafeEqual(right, given)
}
