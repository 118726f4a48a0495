import { stat } from 'node:fs/promises'
import sharp from 'sharp'
import { invalid } from '#kernel/errors.ts'
import { pictureWidths, type VariantName } from '../asset.ts'

/** A 60-megapixel camera is the largest that people have; a bomb is larger. */
const MAX_PIXELS = 60e6
/** Wide enough for print on a page, small enough to send. */
const MAX_ORIGINAL_WIDTH = 3200
/** A picture that takes longer was made to take longer. */
const MAX_SECONDS = 40
const QUALITY = 80

/** Only the decoders of formats that are accepted may ever run in this process. */
sharp.block({ operation: ['VipsForeignLoad'] })
sharp.unblock({
  operation: [
    'VipsForeignLoadJpeg',
    'VipsForeignLoadPng',
    'VipsForeignLoadWebp',
    'VipsForeignLoadNsgif',
    'VipsForeignLoadHeif',
  ],
})

export type EncodedVariant = {
  name: VariantName
  path: string
  bytes: number
  width: number
  height: number
}

/**
 * Re-encodes a picture as WebP in every width, upright and without its metadata (GPS included), so
 * that no byte of the upload itself is ever served. Refuses `media.too_many_pixels` (> 60 million)
 * and `media.unsupported`. `newPath` gives each variant a path to be written to.
 */
export async function encodePicture(
  source: string,
  newPath: () => Promise<string>,
): Promise<EncodedVariant[]> {
  const widths: [VariantName, number][] = [
    ...(Object.entries(pictureWidths) as [VariantName, number][]),
    ['original', MAX_ORIGINAL_WIDTH],
  ]
  try {
    return await Promise.all(
      widths.map(async ([name, width]) => encode(source, await newPath(), name, width)),
    )
  } catch (error) {
    const tooMany = error instanceof Error && /pixel limit/i.test(error.message)
    throw invalid(tooMany ? 'media.too_many_pixels' : 'media.unsupported')
  }
}

async function encode(source: string, path: string, name: VariantName, width: number) {
  const info = await sharp(source, { limitInputPixels: MAX_PIXELS, failOn: 'error' })
    .timeout({ seconds: MAX_SECONDS })
    .rotate()
    .resize({ width, withoutEnlargement: true })
    .webp({ quality: QUALITY })
    .toFile(path)
  return { name, path, bytes: (await stat(path)).size, width: info.width, height: info.height }
}
