import { createHash, createPrivateKey, X509Certificate } from 'node:crypto'
import { type Certificate, issueCertificate, type Name } from '../certificate.ts'
import type { SandboxKeys } from '../keys.ts'

export type AlipayCertificate = Certificate & { sn: string; privateKeyPem: string }

export type AlipayCertificates = {
  /** The three files that a merchant downloads from the console. */
  appPem: string
  rootPem: string
  alipayPem: string
  appSn: string
  rootSn: string
  /** What Alipay signs with, today's first, and the file each of them comes in. */
  leaves: AlipayCertificate[]
  files: string[]
}

const root: Name = [
  ['C', 'CN'],
  ['O', 'Wenqu Sandbox'],
  ['OU', 'Certification Authority'],
  ['CN', 'Wenqu Sandbox Certification Authority R1'],
]
const authority: Name = [...root.slice(0, 3), ['CN', 'Wenqu Sandbox Class 2 R1, 沙箱']]
const strange: Name = [...root.slice(0, 3), ['CN', 'Wenqu Sandbox Authority of another algorithm']]

/** All certificates of the sandbox; the root file also holds one that is not of RSA. */
export function alipayCertificates({ alipay }: SandboxKeys): AlipayCertificates {
  const { rootPrivateKeyPem: by, merchantPrivateKeyPem, appId, sellerId } = alipay
  const ca = issueCertificate({ subject: root, of: by, issuer: root, by, authority: true })
  const middle = issueCertificate({ subject: authority, of: by, issuer: root, by, authority: true })
  const leaf = (name: string, privateKeyPem: string): AlipayCertificate => {
    const subject: Name = [...root.slice(0, 2), ['CN', name]]
    const made = issueCertificate({ subject, of: privateKeyPem, issuer: authority, by })
    return { ...made, sn: sandboxSn(authority, made), privateKeyPem }
  }
  const app = leaf(appId, merchantPrivateKeyPem)
  const gatewayKeys = [alipay.gatewayPrivateKeyPem, alipay.nextGatewayPrivateKeyPem]
  const leaves = gatewayKeys.map((key, turn) => leaf(`${sellerId} ${turn}`, key))
  const files = leaves.map(({ pem }) => pem + middle.pem)
  return {
    appPem: app.pem,
    rootPem: otherRoot(by) + ca.pem,
    alipayPem: files[0] ?? '',
    appSn: app.sn,
    rootSn: sandboxSn(root, ca),
    leaves,
    files,
  }
}

/** The sandbox knows the names it gave, so it need not read them back as a merchant must. */
function sandboxSn(issuer: Name, { pem }: Certificate): string {
  const name = issuer.toReversed().map(([part, value]) => `${part}=${value}`)
  const serial = BigInt(`0x${new X509Certificate(pem).serialNumber}`)
  return createHash('md5')
    .update(`${name.join(',')}${serial}`)
    .digest('hex')
}

function otherRoot(seedOf: string): string {
  const seed = createHash('sha256').update(seedOf).digest()
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed])
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  const of = key.export({ type: 'pkcs8', format: 'pem' }).toString()
  return issueCertificate({ subject: strange, of, issuer: strange, by: key, authority: true }).pem
}
