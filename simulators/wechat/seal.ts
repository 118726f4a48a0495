import { createCipheriv } from 'node:crypto'
import { randomHex, type World } from '../engine/world.ts'

export type SealedBox = {
  algorithm: 'AEAD_AES_256_GCM'
  nonce: string
  associated_data: string
  ciphertext: string
}

/** AES-256-GCM with the APIv3 key: 12-byte nonce, ciphertext followed by its 16-byte tag. */
export function seal(
  world: Pick<World, 'random' | 'keys'>,
  plaintext: string,
  associatedData: string,
): SealedBox {
  const nonce = randomHex(world, 6)
  const cipher = createCipheriv('aes-256-gcm', world.keys.wechat.apiV3Key, nonce)
  cipher.setAAD(Buffer.from(associatedData))
  const sealed = Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()])
  return {
    algorithm: 'AEAD_AES_256_GCM',
    nonce,
    associated_data: associatedData,
    ciphertext: sealed.toString('base64'),
  }
}
