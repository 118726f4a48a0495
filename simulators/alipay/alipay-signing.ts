import type { World } from '../engine/world.ts'
import type { SandboxKeys } from '../keys.ts'
import { type AlipayCertificates, alipayCertificates } from './alipay-certificates.ts'

/** How the app trusts Alipay, chosen once in the console. */
export type AlipayTrustMode = 'public_key' | 'certificates'

/** `both`: messages alternate between the old and the next certificate, as during a change. */
export type CertificatesInUse = 'first' | 'both' | 'next'

type State = { mode: AlipayTrustMode; inUse: CertificatesInUse; turn: number }

export type AlipaySigner = { privateKeyPem: string; certSn: string | null }

const initial: State = { mode: 'public_key', inUse: 'first', turn: 0 }

function stateOf(world: World): State {
  return world.journal.table<State>('alipay.signing').get('state') ?? initial
}

export function setSigning(world: World, change: Partial<State>): void {
  world.journal.table<State>('alipay.signing').put('state', { ...stateOf(world), ...change })
}

export function trustMode(world: World): AlipayTrustMode {
  return stateOf(world).mode
}

/** The key and certificate of the next message that Alipay signs. */
export function nextSigner(world: World): AlipaySigner {
  const { mode, inUse, turn } = stateOf(world)
  const { gatewayPrivateKeyPem } = world.keys.alipay
  if (mode === 'public_key') return { privateKeyPem: gatewayPrivateKeyPem, certSn: null }
  if (inUse === 'both') setSigning(world, { turn: turn + 1 })
  const index = { first: 0, both: turn % 2, next: 1 }[inUse]
  const leaf = certificatesOf(world.keys).leaves[index]
  if (!leaf) throw new Error('no such certificate')
  return { privateKeyPem: leaf.privateKeyPem, certSn: leaf.sn }
}

const made = new WeakMap<SandboxKeys, AlipayCertificates>()

/** Made once for a set of keys: signing eight certificates takes a moment. */
export function certificatesOf(keys: SandboxKeys): AlipayCertificates {
  const known = made.get(keys) ?? alipayCertificates(keys)
  made.set(keys, known)
  return known
}
