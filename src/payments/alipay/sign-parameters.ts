import type { KeyObject } from 'node:crypto'
import { formatBeijing } from '../beijing-time.ts'
import { signSha256 } from '../rsa.ts'
import { signingString } from './signing-string.ts'

/** All parameters of one request with their signature; empty ones are dropped before signing. */
export function signParameters(
  key: KeyObject,
  now: Date,
  parameters: { app_id: string; method: string; [name: string]: string },
): [string, string][] {
  const all = Object.entries({
    format: 'JSON',
    charset: 'utf-8',
    sign_type: 'RSA2',
    version: '1.0',
    timestamp: formatBeijing(now),
    ...parameters,
  }).filter(([, value]) => value !== '')
  return [...all, ['sign', signSha256(signingString(all, ['sign']), key)]]
}
