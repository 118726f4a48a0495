import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { isPerson } from '#kernel/actor.ts'
import { forbidden, notFound } from '#kernel/errors.ts'
import { keyFor, sealMatches } from '#platform/crypto/keys.ts'
import type { Ctx } from '#platform/ctx.ts'
import { isPublic, variantNames } from '../asset.ts'
import { storage } from '../storage/configure-storage.ts'
import type { ByteRange } from '../storage/storage.ts'
import { assets, assetVariants } from '../tables.ts'
import { parseRange } from './parse-range.ts'
import { canonical } from './signed-url.ts'

export const variantRequest = z.object({
  assetId: z.uuid(),
  variant: z.enum(variantNames),
  /** The three query parameters of a signed address, exactly as they came. */
  signed: z.object({ e: z.string(), u: z.string(), s: z.string() }).nullable(),
  range: z.string().nullable(),
  ifRange: z.string().nullable().default(null),
  /** True for HEAD: nothing is opened. */
  headOnly: z.boolean().default(false),
})

export type ServedVariant = {
  /** Null for HEAD and when the range cannot be satisfied (416). */
  stream: ReadableStream<Uint8Array> | null
  mime: string
  /** The size of the whole variant; the part sent is `range`, inclusive, when not null. */
  bytes: number
  range: ByteRange | null
  unsatisfiable: boolean
  etag: string
  /** A file goes to disk, never into a page. */
  disposition: 'inline' | 'attachment'
  name: string
  /** forever: open and never changes · brief: open for now · private: one person's. */
  caching: 'forever' | 'brief' | 'private'
}

/**
 * Opens a stored variant for whoever may have it: anyone when it is open, else only the person its
 * address was signed for, before it expires. Refuses `media.not_found`, `media.bad_signature`,
 * `media.expired`.
 */
export async function readVariant(
  ctx: Ctx,
  request: z.input<typeof variantRequest>,
): Promise<ServedVariant> {
  const parsed = variantRequest.safeParse(request)
  if (!parsed.success) throw notFound('media.not_found')
  const { assetId, variant, signed, headOnly, ...wanted } = parsed.data
  const row = await findVariant(ctx, assetId, variant)
  if (!row) throw notFound('media.not_found')
  const open = isPublic(row)
  if (!open) checkSignature(ctx, { assetId, variant, signed })
  const etag = `"${row.sha256.slice(0, 20)}-${variant}"`
  const ranged = wanted.ifRange === null || wanted.ifRange === etag
  const range = ranged ? parseRange(wanted.range, row.bytes) : null
  const unsatisfiable = range === 'unsatisfiable'
  const part = unsatisfiable ? null : range
  return {
    stream: headOnly || unsatisfiable ? null : await storage().get(row.key, part ?? undefined),
    mime: row.mime,
    bytes: row.bytes,
    range: part,
    unsatisfiable,
    etag,
    disposition: row.kind === 'file' ? 'attachment' : 'inline',
    name: row.name,
    caching: open ? (row.exposure === 'open' ? 'forever' : 'brief') : 'private',
  }
}

async function findVariant(ctx: Ctx, assetId: string, variant: string) {
  const [row] = await ctx.db
    .select({
      kind: assets.kind,
      name: assets.name,
      exposure: assets.exposure,
      sha256: assets.sha256,
      mime: assetVariants.mime,
      bytes: assetVariants.bytes,
      key: assetVariants.storageKey,
    })
    .from(assetVariants)
    .innerJoin(assets, eq(assets.id, assetVariants.assetId))
    .where(and(eq(assetVariants.assetId, assetId), eq(assetVariants.name, variant)))
  return row
}

type Signed = Pick<z.output<typeof variantRequest>, 'assetId' | 'variant' | 'signed'>

function checkSignature(ctx: Ctx, { assetId, variant, signed }: Signed): void {
  const badSignature = forbidden('media.bad_signature')
  if (!signed || !/^[1-9]\d{9,11}$/.test(signed.e)) throw badSignature
  const claim = { assetId, variant, personId: signed.u, expires: Number(signed.e) }
  if (!sealMatches(keyFor('media-url'), canonical(claim), signed.s)) throw badSignature
  if (!isPerson(ctx.actor, signed.u)) throw badSignature
  if (claim.expires * 1000 <= ctx.now.getTime()) throw forbidden('media.expired')
}
