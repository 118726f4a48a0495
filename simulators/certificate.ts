import { createHash, createPublicKey, type KeyObject, sign } from 'node:crypto'

export type Certificate = { serial: string; pem: string; from: number; until: number }

/** A distinguished name, from the widest part to the narrowest. */
export type Name = readonly (readonly [part: 'C' | 'O' | 'OU' | 'CN', value: string])[]

export type Issuing = {
  subject: Name
  /** Whose key is certified: PEM, private or public. */
  of: string
  issuer: Name
  /** The issuer's private key: RSA, or Ed25519 for a certificate that is not of RSA. */
  by: string | KeyObject
  /** The certificate may issue others. */
  authority?: boolean
}

const FROM = Date.UTC(2024, 0, 1)
const UNTIL = Date.UTC(2049, 0, 1)

/**
 * An X.509 certificate (RFC 5280, DER by hand). The same keys and names always give the same
 * certificate and serial, so that a restart changes nothing.
 */
export function issueCertificate({ subject, of, issuer, by, authority }: Issuing): Certificate {
  const spki = createPublicKey(of).export({ type: 'spki', format: 'der' })
  const serial = createHash('sha1').update(spki).digest()
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40
  const rsa = typeof by === 'string'
  const algorithm = rsa ? sha256WithRsa() : sequence(oid(0x2b, 0x65, 0x70))
  const toBeSigned = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, serial),
    algorithm,
    nameOf(issuer),
    sequence(utcTime(FROM), utcTime(UNTIL)),
    nameOf(subject),
    spki,
    ...(authority ? [der(0xa3, sequence(basicConstraints()))] : []),
  )
  const signed = sign(rsa ? 'sha256' : null, toBeSigned, by)
  const signature = Buffer.concat([Buffer.from([0]), signed])
  const body = sequence(toBeSigned, algorithm, der(0x03, signature)).toString('base64')
  const lines = body.match(/.{1,64}/g) ?? []
  const pem = ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n')
  return { serial: serial.toString('hex').toUpperCase(), pem, from: FROM, until: UNTIL }
}

const partCodes = { C: 0x06, O: 0x0a, OU: 0x0b, CN: 0x03 }

function nameOf(name: Name): Buffer {
  const parts = name.map(([part, value]) =>
    set(sequence(oid(0x55, 0x04, partCodes[part]), utf8(value))),
  )
  return sequence(...parts)
}

function basicConstraints(): Buffer {
  const isAuthority = sequence(der(0x01, Buffer.from([0xff])))
  return sequence(oid(0x55, 0x1d, 0x13), der(0x01, Buffer.from([0xff])), der(0x04, isAuthority))
}

function sha256WithRsa(): Buffer {
  return sequence(oid(0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b), der(0x05))
}

function sequence(...parts: Buffer[]): Buffer {
  return der(0x30, ...parts)
}

function set(...parts: Buffer[]): Buffer {
  return der(0x31, ...parts)
}

function oid(...bytes: number[]): Buffer {
  return der(0x06, Buffer.from(bytes))
}

function utf8(text: string): Buffer {
  return der(0x0c, Buffer.from(text))
}

function utcTime(at: number): Buffer {
  const text = new Date(at).toISOString().replace(/\D/g, '').slice(2, 14)
  return der(0x17, Buffer.from(`${text}Z`))
}

function der(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  const size = content.length
  if (size < 128) return Buffer.concat([Buffer.from([tag, size]), content])
  if (size < 256) return Buffer.concat([Buffer.from([tag, 0x81, size]), content])
  return Buffer.concat([Buffer.from([tag, 0x82, size >> 8, size & 0xff]), content])
}
