import type { KeyObject, X509Certificate } from 'node:crypto'
import { readPublicKey } from '../../rsa.ts'
import type { AlipayConfig } from '../alipay-config.ts'
import { certificateNumber, readCertificates, rootNumber } from './certificate-number.ts'
import { chainsToRoot } from './chains-to-root.ts'

/** By which keys Alipay's messages are believed, and what a request says about them. */
export type AlipayTrust = {
  parameters: Record<string, string>
  /** Fields of a notification that its signature leaves out. */
  unsigned: readonly string[]
  /** The keys a message may be signed with that names this certificate, or (null) names none. */
  keysFor: (said: string | null, message: 'reply' | 'notification') => Promise<KeyObject[]>
}

/** Asks Alipay for the certificates behind an SN; null when it does not answer. */
export type Download = (certSn: string) => Promise<string | null>

/** One fixed key, or certificates by SN, of which Alipay may begin to use another at any time. */
export function alipayTrust(
  { alipayPublicKeyPem = '', certificates }: AlipayConfig,
  download: Download,
  now: () => Date,
): AlipayTrust {
  if (!certificates) {
    const key = readPublicKey(alipayPublicKeyPem)
    return { parameters: {}, unsigned: ['sign', 'sign_type'], keysFor: async () => [key] }
  }
  const roots = readCertificates(certificates.rootPem)
  const [app] = readCertificates(certificates.appPem)
  if (!app) throw new TypeError('no app certificate')
  const known = readCertificates(certificates.alipayPem)
  const keys = new Map(known.filter(({ ca }) => !ca).map(keyByNumber))
  const fetchKey = limited(now, async (certSn) => {
    const content = await download(certSn)
    const fetched = content === null ? [] : readable(content)
    const leaf = fetched.find((one) => !one.ca && certificateNumber(one) === certSn)
    if (!leaf || !chainsToRoot(leaf, [...fetched, ...known], roots, now())) return
    keys.set(...keyByNumber(leaf))
  })
  return {
    parameters: { app_cert_sn: certificateNumber(app), alipay_root_cert_sn: rootNumber(roots) },
    unsigned: ['sign', 'sign_type', 'alipay_cert_sn'],
    keysFor: async (said, message) => {
      if (said === null) return message === 'reply' ? [] : [...keys.values()]
      if (!keys.has(said) && /^[0-9a-f]{32}$/.test(said)) await fetchKey(said)
      const key = keys.get(said)
      return key ? [key] : []
    },
  }
}

function keyByNumber(certificate: X509Certificate): [string, KeyObject] {
  return [certificateNumber(certificate), certificate.publicKey]
}

function readable(content: string): X509Certificate[] {
  try {
    return readCertificates(content)
  } catch {
    return []
  }
}

/** Anyone may send a message that names a certificate, so only so many are asked for a minute. */
const MAX_DOWNLOADS_A_MINUTE = 5

/** Runs `fetchKey` once for all who wait for the same SN, and not again within the minute. */
function limited(
  now: () => Date,
  fetchKey: (certSn: string) => Promise<void>,
): (certSn: string) => Promise<void> {
  const recent = new Map<string, { at: number; done: Promise<void> }>()
  return async (certSn) => {
    const at = now().getTime()
    for (const [known, one] of recent) if (at - one.at >= 60_000) recent.delete(known)
    const asked = recent.get(certSn)
    if (asked) return asked.done
    if (recent.size >= MAX_DOWNLOADS_A_MINUTE) return
    const done = fetchKey(certSn)
    recent.set(certSn, { at, done })
    return done
  }
}
