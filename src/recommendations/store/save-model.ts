import { eq, inArray, lte, notInArray } from 'drizzle-orm'
import { items } from '#catalog/tables.ts'
import { newId } from '#kernel/ids.ts'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { record } from '#platform/events/record.ts'
import { freshNeighbours, modelParts, models } from '../tables.ts'
import { type Bundle, packBundle } from './bundle.ts'

/** A row of a few megabytes each: what a server takes in one message without swelling. */
const PART_BYTES = 4 << 20
/** `until`: items published later are not among those of the bundle. */
export type NewModel = { trainingId: string; bundle: Bundle; card: object; until: Date }

/**
 * Stores a trained bundle with its card and has it served from the next request on: the one that
 * was served is retired in the same transaction, so there is always exactly one.
 */
export async function saveModel(
  ctx: Ctx,
  { trainingId, bundle, card, until }: NewModel,
): Promise<string> {
  const bytes = packBundle(bundle)
  return inTransaction(ctx, async (tx) => {
    const id = newId(tx.now)
    const before = await tx.db
      .update(models)
      .set({ state: 'retired' })
      .where(eq(models.state, 'serving'))
      .returning({ id: models.id })
    await tx.db.insert(models).values({
      ...{ id, trainingId, kind: bundle.chosen, state: 'serving' },
      parameters: bundle.trained[bundle.chosen]?.parameters ?? {},
      ...{ card, holdsPeople: 'user-cf' in bundle.trained, createdAt: tx.now },
    })
    for (let number = 0; number * PART_BYTES < bytes.length; number++) {
      const part = bytes.subarray(number * PART_BYTES, (number + 1) * PART_BYTES)
      await tx.db.insert(modelParts).values({ modelId: id, number, bytes: part })
    }
    // Cards are the site's history; numbers go, but for the last, which somebody may be reading.
    const kept = [id, ...before.map((old) => old.id)]
    await tx.db.delete(modelParts).where(notInArray(modelParts.modelId, kept))
    await tx.db
      .delete(freshNeighbours)
      .where(
        inArray(
          freshNeighbours.itemId,
          tx.db.select({ id: items.id }).from(items).where(lte(items.publishedAt, until)),
        ),
      )
    await record(tx, { name: 'model.served', modelId: id, kind: bundle.chosen })
    return id
  })
}
