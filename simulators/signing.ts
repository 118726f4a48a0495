import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'

/** SHA256withRSA, base64: what both gateways sign and verify with. */
export function signText(content: string, privateKeyPem: string): string {
  return sign('sha256', Buffer.from(content), privateKeyOf(privateKeyPem)).toString('base64')
}

/**
 * Verifies with the public half of `privateKeyPem`: the simulator knows both sides of its sandbox.
 */
export function verifyText(
  content: string | Buffer,
  signature: string,
  privateKeyPem: string,
): boolean {
  const key = publicKeyOf(privateKeyPem)
  return verify('sha256', Buffer.from(content), key, Buffer.from(signature, 'base64'))
}

export function publicHalf(privateKeyPem: string): string {
  return publicKeyOf(privateKeyPem).export({ type: 'spki', format: 'pem' }).toString()
}

/** Reading a PEM costs more than a signature, and there are only a handful of them. */
const privateKeyOf = remembered((pem) => createPrivateKey(pem))
const publicKeyOf = remembered((pem) => createPublicKey(pem))

function remembered(read: (pem: string) => KeyObject): (pem: string) => KeyObject {
  const known = new Map<string, KeyObject>()
  return (pem) => {
    const key = known.get(pem) ?? read(pem)
    known.set(pem, key)
    return key
  }
}
