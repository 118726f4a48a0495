import { asc, eq } from 'drizzle-orm'
import type { Ctx } from '#platform/ctx.ts'
import { modelParts, models } from '../tables.ts'
import type { ModelCard } from '../training/model-card.ts'
import { unpackBundle } from './bundle.ts'
import { type Opened, openBundle } from './open-bundle.ts'

export type Served = Opened & { modelId: string; createdAt: Date; card: ModelCard }

/** The one that is served and, while it is being replaced, the one before. */
const MAX_LOADED = 2

/** A model never changes once it has an id, so that whoever asks for the id may share it. */
const loaded = new Map<string, Promise<Served | null>>()

/**
 * The model that is served now, its arrays in this process; null before the first training. One
 * small query a request finds out which it is, so that every process swaps at the same moment.
 */
export async function loadServed(ctx: Ctx): Promise<Served | null> {
  const [row] = await ctx.db
    .select({ id: models.id })
    .from(models)
    .where(eq(models.state, 'serving'))
  if (!row) {
    // Its numbers may hold people who asked to be forgotten.
    loaded.clear()
    return null
  }
  const known = loaded.get(row.id)
  if (known) return known
  const loading = load(ctx, row.id)
  loaded.set(row.id, loading)
  for (const oldest of loaded.keys()) {
    if (loaded.size <= MAX_LOADED) break
    loaded.delete(oldest)
  }
  loading.then(
    (served) => served ?? loaded.delete(row.id),
    () => loaded.delete(row.id),
  )
  return loading
}

/** Null where it was replaced, and its numbers let go, between the two questions. */
async function load(ctx: Ctx, id: string): Promise<Served | null> {
  const [row] = await ctx.db
    .select({ createdAt: models.createdAt, card: models.card })
    .from(models)
    .where(eq(models.id, id))
  const parts = await ctx.db
    .select({ bytes: modelParts.bytes })
    .from(modelParts)
    .where(eq(modelParts.modelId, id))
    .orderBy(asc(modelParts.number))
  if (!row || parts.length === 0) return null
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.bytes.length, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(part.bytes, at)
    at += part.bytes.length
  }
  const { createdAt, card } = row
  return { modelId: id, createdAt, card: card as ModelCard, ...openBundle(unpackBundle(bytes)) }
}
