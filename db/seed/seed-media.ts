import { openAsBlob } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { and, eq, inArray } from 'drizzle-orm'
import { storeUpload } from '#media'
import { assets } from '#media/tables.ts'
import type { Ctx } from '#platform/ctx.ts'

const folders = ['pictures', 'recordings'].map((name) => join(import.meta.dirname, name))

/**
 * Uploads the pictures and recordings of the demo site, guarded: what a published piece shows opens
 * by itself. Gives the id of each by its file name; what is already there is not uploaded again.
 */
export async function seedMedia(ctx: Ctx, ownerId: string): Promise<Map<string, string>> {
  const files = (await Promise.all(folders.map(filesIn))).flat()
  const names = files.map(({ name }) => name)
  const found = await ctx.db
    .select({ id: assets.id, name: assets.name })
    .from(assets)
    .where(and(eq(assets.ownerId, ownerId), inArray(assets.name, names)))
  const ids = new Map(found.map(({ id, name }) => [name, id]))
  await Promise.all(
    files
      .filter(({ name }) => !ids.has(name))
      .map(async ({ name, path }) => {
        const stream = (await openAsBlob(path)).stream() as ReadableStream<Uint8Array>
        const asset = await storeUpload(ctx, { name, stream, exposure: 'guarded' })
        ids.set(name, asset.id)
      }),
  )
  return ids
}

async function filesIn(folder: string): Promise<{ name: string; path: string }[]> {
  return (await readdir(folder)).map((name) => ({ name, path: join(folder, name) }))
}
