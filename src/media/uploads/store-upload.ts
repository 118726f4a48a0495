import { rm } from 'node:fs/promises'
import { z } from 'zod'
import { forbidden, invalid, unauthenticated } from '#kernel/errors.ts'
import { newId } from '#kernel/ids.ts'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { record } from '#platform/events/record.ts'
import { type Asset, assetOf, mayUpload, type VariantName } from '../asset.ts'
import { storage } from '../storage/configure-storage.ts'
import { assets, assetVariants } from '../tables.ts'
import type { Received } from './receive.ts'

export const uploadInput = z.strictObject({
  name: z.string().max(1000).transform(plainName),
  exposure: z.enum(['open', 'guarded']),
})
type Upload = z.input<typeof uploadInput> & { stream: ReadableStream<Uint8Array> }

type Variant = { name: VariantName; path: string; bytes: number } & Size
type Size = { width: number | null; height: number | null }
type Accepted = { kind: string; mime: string; durationMs: number | null; variants: Variant[] }

/**
 * Takes a file in: what it is is read from its bytes, never from its name; pictures are re-encoded.
 * Refuses `media.unsupported`, `media.too_large`, `media.too_many_pixels`, `media.empty`.
 */
export async function storeUpload(ctx: Ctx, { stream, ...input }: Upload): Promise<Asset> {
  if (ctx.actor.kind === 'visitor') throw unauthenticated()
  if (!mayUpload(ctx.actor) || ctx.actor.kind !== 'person') throw forbidden()
  const parsed = uploadInput.safeParse(input)
  if (!parsed.success) throw invalid('media.invalid')
  const staged: string[] = []
  const newPath = async () => {
    const path = await storage().stagingPath()
    staged.push(path)
    return path
  }
  try {
    const { receive } = await import('./receive.ts')
    const received = await receive(stream, await newPath())
    const accepted = await accept(received, newPath)
    return await keep(ctx, ctx.actor.personId, parsed.data, received, accepted)
  } finally {
    await Promise.all(staged.map((path) => rm(path, { force: true })))
  }
}

/** The decoders are loaded with the first upload: a process that only serves never needs them. */
async function accept(received: Received, newPath: () => Promise<string>): Promise<Accepted> {
  const { content, path, bytes } = received
  if (content.kind === 'picture') {
    const { encodePicture } = await import('./encode-picture.ts')
    const variants = await encodePicture(path, newPath)
    return { kind: 'picture', mime: 'image/webp', durationMs: null, variants }
  }
  const whole = { name: 'original' as const, path, bytes, width: null, height: null }
  if (content.kind === 'file') {
    return { kind: 'file', mime: content.mime, durationMs: null, variants: [whole] }
  }
  const { probeRecording } = await import('./probe-recording.ts')
  const { hasVideo, width, height, durationMs } = await probeRecording(path)
  const kind = hasVideo ? 'video' : 'audio'
  const mime = hasVideo ? content.mime : content.mime.replace(/^video\//, 'audio/')
  return { kind, mime, durationMs, variants: [{ ...whole, width, height }] }
}

async function keep(
  ctx: Ctx,
  ownerId: string,
  { name, exposure }: z.output<typeof uploadInput>,
  { sha256 }: Received,
  { kind, mime, durationMs, variants }: Accepted,
): Promise<Asset> {
  const id = newId(ctx.now)
  const keyed = variants.map((variant) => ({
    ...variant,
    key: `${id.slice(-2)}/${id}/${variant.name}`,
  }))
  const original = keyed.find((variant) => variant.name === 'original')
  if (!original) throw new Error('an upload without its original')
  try {
    for (const { key, path } of keyed) await storage().adopt(key, path)
    return await inTransaction(ctx, async (tx) => {
      const { bytes, width, height } = original
      const row = { id, ownerId, kind, mime, name, bytes, sha256, exposure, width, height }
      const values = { ...row, durationMs, createdAt: tx.now }
      await tx.db.insert(assets).values(values)
      await tx.db.insert(assetVariants).values(
        keyed.map((variant) => ({
          assetId: id,
          name: variant.name,
          mime,
          storageKey: variant.key,
          bytes: variant.bytes,
          width: variant.width,
          height: variant.height,
        })),
      )
      await record(tx, { name: 'asset.stored', assetId: id, kind })
      return assetOf(values)
    })
  } catch (error) {
    await Promise.all(keyed.map(({ key }) => storage().delete(key)))
    throw error
  }
}

/** The last part of a path, without control and direction characters; only ever shown. */
function plainName(given: string): string {
  const last = given.split(/[/\\]/).at(-1) ?? ''
  return (
    last
      .replace(/[\p{Cc}\p{Cf}]/gu, '')
      .trim()
      .slice(0, 200) || 'file'
  )
}
