import sharp from 'sharp'
import { invalid } from '#kernel/errors.ts'
import './encode-picture.ts'

/** A phone's screen, still readable. */
const WIDTH = 1200
const MAX_PIXELS = 30e6
const MAX_SECONDS = 10
const QUALITY = 70

/**
 * A small picture that is kept beside a row and shown to few people: re-encoded as WebP without its
 * metadata. Refuses `media.unsupported`.
 */
export async function encodeSnapshot(source: Uint8Array): Promise<Uint8Array> {
  try {
    return await sharp(source, { limitInputPixels: MAX_PIXELS, failOn: 'error' })
      .timeout({ seconds: MAX_SECONDS })
      .rotate()
      .resize({ width: WIDTH, withoutEnlargement: true })
      .webp({ quality: QUALITY })
      .toBuffer()
  } catch {
    throw invalid('media.unsupported')
  }
}
