import type { Table } from '../engine/journal.ts'
import type { World } from '../engine/world.ts'
import { type Certificate, selfSignedCertificate } from './certificate.ts'

/** Which keys the gateway signs with; `switching` is the overlap while a merchant moves over. */
export const trustModes = ['public_key', 'certificates', 'switching'] as const
export type TrustMode = (typeof trustModes)[number]

type SigningState = {
  mode: TrustMode
  /** Platform certificates in use, oldest first; the last one signs. */
  inUse: number[]
  /** Counts notifications, which alternate between both kinds of key while switching. */
  turn: number
}

export type Signer = { serial: string; privateKeyPem: string }

export type Signers = {
  mode: () => TrustMode
  setMode: (mode: TrustMode) => void
  /** A reply is signed with the kind of key that the request asked for, where there is a choice. */
  forReply: (askedSerial: string) => Signer
  forNotice: () => Signer
  certificates: () => Certificate[]
  /** The next platform certificate begins to sign; the old one stays listed until retired. */
  rotate: () => void
  retireOld: () => void
}

export function createSigners(world: World, initial: TrustMode): Signers {
  const { wechat } = world.keys
  const table: Table<SigningState> = world.journal.table('wechat.signing')
  const state = () => table.get('state') ?? { mode: initial, inUse: [0], turn: 0 }
  const put = (change: Partial<SigningState>) => table.put('state', { ...state(), ...change })
  const platform = wechat.platformPrivateKeyPems.map((privateKeyPem) => ({
    privateKeyPem,
    certificate: selfSignedCertificate(privateKeyPem),
  }))
  const ofCertificate = (): Signer => {
    const current = platform[state().inUse.at(-1) ?? 0]
    if (!current) throw new Error('no such platform key')
    return { serial: current.certificate.serial, privateKeyPem: current.privateKeyPem }
  }
  const publicKey = (): Signer => ({
    serial: wechat.publicKeyId,
    privateKeyPem: wechat.gatewayPrivateKeyPem,
  })
  return {
    mode: () => state().mode,
    setMode: (mode) => {
      put({ mode })
    },
    forReply: (askedSerial) => {
      const { mode } = state()
      const wantsPublicKey = mode === 'switching' && askedSerial === wechat.publicKeyId
      return mode === 'public_key' || wantsPublicKey ? publicKey() : ofCertificate()
    },
    forNotice: () => {
      const { mode, turn } = state()
      if (mode !== 'switching') return mode === 'public_key' ? publicKey() : ofCertificate()
      put({ turn: turn + 1 })
      return turn % 2 === 0 ? ofCertificate() : publicKey()
    },
    certificates: () => state().inUse.flatMap((index) => platform[index]?.certificate ?? []),
    rotate: () => {
      const { inUse } = state()
      const next = ((inUse.at(-1) ?? 0) + 1) % platform.length
      put({ inUse: [...inUse.filter((index) => index !== next), next] })
    },
    retireOld: () => {
      put({ inUse: state().inUse.slice(-1) })
    },
  }
}
