import { createDecipheriv } from 'node:crypto'
import { decodeUtf8, type Fields, textOf } from '../fields.ts'

/** Shorter tags would be forgeable; AES-GCM's full 16 bytes close every sealed text. */
const TAG_BYTES = 16

/**
 * Opens an AEAD_AES_256_GCM box of the gateway (`ciphertext`, `nonce`, `associated_data`) with the
 * APIv3 key; null unless the whole tag proves every byte of it.
 */
export function openSealed(box: Fields, apiV3Key: string): string | null {
  const nonce = textOf(box, 'nonce') ?? ''
  const ciphertext = textOf(box, 'ciphertext') ?? ''
  if (textOf(box, 'algorithm') !== 'AEAD_AES_256_GCM') return null
  if (Buffer.byteLength(nonce) !== 12 || !/^[A-Za-z0-9+/]+={0,2}$/.test(ciphertext)) return null
  const sealed = Buffer.from(ciphertext, 'base64')
  if (sealed.length <= TAG_BYTES) return null
  try {
    const options = { authTagLength: TAG_BYTES }
    const decipher = createDecipheriv('aes-256-gcm', apiV3Key, nonce, options)
    decipher.setAuthTag(sealed.subarray(-TAG_BYTES))
    decipher.setAAD(Buffer.from(textOf(box, 'associated_data') ?? ''))
    const opened = decipher.update(sealed.subarray(0, -TAG_BYTES))
    return decodeUtf8(Buffer.concat([opened, decipher.final()]))
  } catch {
    return null
  }
}
