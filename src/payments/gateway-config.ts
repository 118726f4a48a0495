import { createPublicKey, type KeyObject } from 'node:crypto'
import { readPrivateKey, readPublicKey } from './rsa.ts'

/** One thing wrong with a gateway's settings: enough for a person to mend it, never the secret. */
export type ConfigProblem = {
  field: string
  problem:
    | 'missing'
    | 'malformed'
    | 'too_weak'
    | 'not_https'
    | 'not_official_host'
    | 'own_key_as_gateway_key'
    | 'test_key'
    | 'other_key'
}

export function textProblems(field: string, value: unknown, pattern: RegExp): ConfigProblem[] {
  if (typeof value !== 'string' || value.trim() === '') return [{ field, problem: 'missing' }]
  return pattern.test(value) ? [] : [{ field, problem: 'malformed' }]
}

/** A gateway is spoken to over https at its official host; a sandbox may live anywhere. */
export function urlProblems(
  field: string,
  value: unknown,
  officialHosts: readonly string[],
  sandbox: boolean,
): ConfigProblem[] {
  if (typeof value !== 'string' || value.trim() === '') return [{ field, problem: 'missing' }]
  if (!URL.canParse(value)) return [{ field, problem: 'malformed' }]
  const url = new URL(value)
  if (url.username || url.search || url.hash) return [{ field, problem: 'malformed' }]
  if (sandbox) return /^https?:$/.test(url.protocol) ? [] : [{ field, problem: 'malformed' }]
  if (url.protocol !== 'https:') return [{ field, problem: 'not_https' }]
  return officialHosts.includes(url.host) ? [] : [{ field, problem: 'not_official_host' }]
}

export function privateKeyProblems(field: string, value: unknown): ConfigProblem[] {
  return keyProblems(field, value, readPrivateKey)
}

/** Also catches the commonest slip: pasting one's own public key where the gateway's belongs. */
export function publicKeyProblems(
  field: string,
  value: unknown,
  ownPrivateKey: unknown,
): ConfigProblem[] {
  const problems = keyProblems(field, value, readPublicKey)
  if (problems.length > 0) return problems
  const own = attempt(() => readPublicHalf(String(ownPrivateKey)))
  const same = own?.equals(readPublicKey(String(value)))
  return same ? [{ field, problem: 'own_key_as_gateway_key' }] : []
}

/** Both gateways ask for RSA of 2048 bits or more. */
const MIN_MODULUS_BITS = 2048

function keyProblems(
  field: string,
  value: unknown,
  read: (text: string) => KeyObject,
): ConfigProblem[] {
  if (typeof value !== 'string' || value.trim() === '') return [{ field, problem: 'missing' }]
  const key = attempt(() => read(value))
  if (!key) return [{ field, problem: 'malformed' }]
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0
  return bits < MIN_MODULUS_BITS ? [{ field, problem: 'too_weak' }] : []
}

function readPublicHalf(privateKey: string): KeyObject {
  return createPublicKey(readPrivateKey(privateKey).export({ type: 'pkcs8', format: 'pem' }))
}

function attempt<T>(read: () => T): T | null {
  try {
    return read()
  } catch {
    return null
  }
}
