import { createPublicKey, type KeyLike, sign, verify } from 'node:crypto'

/** SHA256withRSA, base64: what both gateways sign and verify with. */
export function signText(content: string, privateKey: KeyLike): string {
  return sign('sha256', Buffer.from(content), privateKey).toString('base64')
}

export function verifyText(content: string | Buffer, signature: string, key: KeyLike): boolean {
  return verify('sha256', Buffer.from(content), key, Buffer.from(signature, 'base64'))
}

export function publicHalf(privateKeyPem: string): string {
  return createPublicKey(privateKeyPem).export({ type: 'spki', format: 'pem' }).toString()
}
