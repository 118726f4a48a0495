import { eq } from 'drizzle-orm'
import type { Ctx } from '#platform/ctx.ts'
import type { TakenEvent } from '#platform/events/consume.ts'
import { loadServed } from '../store/load-served.ts'
import { freshNeighbours } from '../tables.ts'
import { readDocuments } from './read-documents.ts'

/** As many as decide where a new item is shown. */
const MAX_NEIGHBOURS = 50

/**
 * Finds what a newly published or rewritten item is like, by its words, so that it may be
 * recommended at once and not only after the next training.
 */
export async function embedFreshItem(tx: Ctx, { name, payload }: TakenEvent): Promise<void> {
  if (name !== 'item.published' && name !== 'item.changed') return
  const { itemId } = payload as { itemId: string }
  const model = await loadServed(tx)
  if (!model?.content || model.numberOf.has(itemId)) return
  const description = (await readDocuments(tx, [itemId])).get(itemId)
  await tx.db.delete(freshNeighbours).where(eq(freshNeighbours.itemId, itemId))
  if (!description) return
  const { items, weights } = model.content.nearestTo(description)
  const near = [...items]
    .map((number, at) => ({ number, similarity: weights[at] ?? 0 }))
    .sort((a, b) => b.similarity - a.similarity)
    .slice(0, MAX_NEIGHBOURS)
  if (near.length === 0) return
  await tx.db.insert(freshNeighbours).values(
    near.map(({ number, similarity }) => ({
      ...{ itemId, neighbourId: model.itemIds[number] ?? '', similarity },
    })),
  )
}
