import { createHash, createPublicKey, sign } from 'node:crypto'

export type Certificate = { serial: string; pem: string; from: number; until: number }

const FROM = Date.UTC(2024, 0, 1)
const UNTIL = Date.UTC(2049, 0, 1)

/**
 * A self-signed X.509 certificate (RFC 5280, DER by hand) for a platform key. The same key always
 * gives the same certificate and serial, so that a restart changes nothing.
 */
export function selfSignedCertificate(privateKeyPem: string): Certificate {
  const spki = createPublicKey(privateKeyPem).export({ type: 'spki', format: 'der' })
  const serial = createHash('sha1').update(spki).digest()
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40
  const name = sequence(set(sequence(oid(0x55, 0x04, 0x03), utf8('Wenqu sandbox platform'))))
  const toBeSigned = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, serial),
    sha256WithRsa(),
    name,
    sequence(utcTime(FROM), utcTime(UNTIL)),
    name,
    spki,
  )
  const signature = Buffer.concat([Buffer.from([0]), sign('sha256', toBeSigned, privateKeyPem)])
  const body = sequence(toBeSigned, sha256WithRsa(), der(0x03, signature)).toString('base64')
  const lines = body.match(/.{1,64}/g) ?? []
  const pem = ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n')
  return { serial: serial.toString('hex').toUpperCase(), pem, from: FROM, until: UNTIL }
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
