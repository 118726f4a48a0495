import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

const IV_BYTES = 12
const TAG_BYTES = 16

/**
 * AES-256-GCM as `v1.` and base64url of nonce, tag and ciphertext; a fresh random nonce each time.
 * `context` is not secret but bound to it: a box moved to another row does not open there.
 */
export function encrypt(key: Buffer, text: string, context: string): string {
  return `v1.${encryptBytes(key, Buffer.from(text), context).toString('base64url')}`
}

/** The same for a file: nonce, tag and ciphertext. */
export function encryptBytes(key: Buffer, plain: Uint8Array, context: string): Buffer {
  const iv = randomBytes(IV_BYTES)
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(context))
  const sealed = Buffer.concat([cipher.update(plain), cipher.final()])
  return Buffer.concat([iv, cipher.getAuthTag(), sealed])
}

/** Opens what `encrypt` closed with the same key and context; throws for anything else. */
export function decrypt(key: Buffer, box: string, context: string): string {
  if (!box.startsWith('v1.')) throw new Error('not an encrypted text')
  return decryptBytes(key, Buffer.from(box.slice(3), 'base64url'), context).toString('utf8')
}

/** Opens what `encryptBytes` closed with the same key and context; throws for anything else. */
export function decryptBytes(key: Buffer, box: Uint8Array, context: string): Buffer {
  const bytes = Buffer.from(box)
  const iv = bytes.subarray(0, IV_BYTES)
  const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES })
  decipher.setAAD(Buffer.from(context))
  decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES))
  const opened = decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES))
  return Buffer.concat([opened, decipher.final()])
}
