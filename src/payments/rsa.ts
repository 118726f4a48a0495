import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'

/** Reads an RSA private key: PEM, or the bare base64 (PKCS#8 or PKCS#1) that consoles hand out. */
export function readPrivateKey(text: string): KeyObject {
  if (text.includes('-----BEGIN')) return rsaOnly(createPrivateKey(text))
  const der = Buffer.from(text, 'base64')
  try {
    return rsaOnly(createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }))
  } catch {
    return rsaOnly(createPrivateKey({ key: der, format: 'der', type: 'pkcs1' }))
  }
}

/**
 * Reads an RSA public key: PEM (a certificate too), or the bare base64 of a SubjectPublicKeyInfo.
 */
export function readPublicKey(text: string): KeyObject {
  if (text.includes('PRIVATE KEY')) throw new TypeError('a private key where a public one belongs')
  if (text.includes('-----BEGIN')) return rsaOnly(createPublicKey(text))
  const der = Buffer.from(text, 'base64')
  return rsaOnly(createPublicKey({ key: der, format: 'der', type: 'spki' }))
}

/**
 * SHA256withRSA (PKCS#1 v1.5), base64: Alipay's RSA2 and WeChat Pay's WECHATPAY2-SHA256-RSA2048.
 */
export function signSha256(content: string, key: KeyObject): string {
  return sign('sha256', Buffer.from(content), key).toString('base64')
}

const base64 = /^[A-Za-z0-9+/]+={0,2}$/

/** Verifies signSha256; anything that is not plain base64 is simply not a signature. */
export function verifySha256(content: Uint8Array, signature: string, key: KeyObject): boolean {
  return base64.test(signature) && verify('sha256', content, key, Buffer.from(signature, 'base64'))
}

function rsaOnly(key: KeyObject): KeyObject {
  if (key.asymmetricKeyType !== 'rsa') throw new TypeError(`not an RSA key`)
  return key
}
