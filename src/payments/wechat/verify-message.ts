import type { KeyObject } from 'node:crypto'
import { verifySha256 } from '../rsa.ts'

/** The official clients refuse messages this old or this far ahead. */
const MAX_SKEW_MS = 300_000

export type Distrust =
  | 'headers_missing'
  | 'timestamp_out_of_window'
  | 'probe'
  | 'unknown_serial'
  | 'signature'

/**
 * Proves that a reply or notification is the gateway's: RSA-SHA256 over `timestamp\nnonce\nbody\n`
 * with the **raw** bytes of the body. Null means proven. Deliberate probes (`WECHATPAY/SIGNTEST/…`)
 * are refused like any bad signature.
 */
export async function verifyMessage(
  message: { headers: Headers; body: Uint8Array },
  now: Date,
  keyOf: (serial: string) => Promise<KeyObject | null>,
): Promise<Distrust | null> {
  const header = (name: string) => message.headers.get(`wechatpay-${name}`) ?? ''
  const [timestamp, nonce, serial, signature] = [
    header('timestamp'),
    header('nonce'),
    header('serial'),
    header('signature'),
  ]
  if (!timestamp || !nonce || !serial || !signature) return 'headers_missing'
  if (signature.startsWith('WECHATPAY/SIGNTEST/')) return 'probe'
  if (!/^\d{1,12}$/.test(timestamp)) return 'timestamp_out_of_window'
  const skewMs = Math.abs(now.getTime() - Number(timestamp) * 1000)
  if (skewMs >= MAX_SKEW_MS) return 'timestamp_out_of_window'
  const key = await keyOf(serial)
  if (!key) return 'unknown_serial'
  const head = Buffer.from(`${timestamp}\n${nonce}\n`)
  const content = Buffer.concat([head, message.body, Buffer.from('\n')])
  return verifySha256(content, signature, key) ? null : 'signature'
}
