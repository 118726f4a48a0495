import { desc, eq, notInArray } from 'drizzle-orm'
import { newId } from '#kernel/ids.ts'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { record } from '#platform/events/record.ts'
import { modelParts, models } from '../tables.ts'
import { type Bundle, packBundle } from './bundle.ts'

/** A row of a few megabytes each: what a server takes in one message without swelling. */
const PART_BYTES = 4 << 20
/** The served one and the one before it, which another process may be reading just now. */
const KEPT_WITH_NUMBERS = 2

/**
 * Stores a trained bundle with its card and has it served from the next request on: the one that
 * was served is retired in the same transaction, so there is always exactly one.
 */
export async function saveModel(
  ctx: Ctx,
  { trainingId, bundle, card }: { trainingId: string; bundle: Bundle; card: object },
): Promise<string> {
  const bytes = packBundle(bundle)
  return inTransaction(ctx, async (tx) => {
    const id = newId(tx.now)
    await tx.db.update(models).set({ state: 'retired' }).where(eq(models.state, 'serving'))
    await tx.db.insert(models).values({
      ...{ id, trainingId, kind: bundle.chosen, state: 'serving' },
      parameters: bundle.trained[bundle.chosen]?.parameters ?? {},
      ...{ card, createdAt: tx.now },
    })
    for (let number = 0; number * PART_BYTES < bytes.length; number++) {
      const part = bytes.subarray(number * PART_BYTES, (number + 1) * PART_BYTES)
      await tx.db.insert(modelParts).values({ modelId: id, number, bytes: part })
    }
    await forgetOldNumbers(tx)
    await record(tx, { name: 'model.served', modelId: id, kind: bundle.chosen })
    return id
  })
}

/** Cards are kept as the history of the site; numbers, which are large, are not. */
async function forgetOldNumbers(tx: Ctx): Promise<void> {
  const kept = await tx.db
    .select({ id: models.id })
    .from(models)
    .orderBy(desc(models.createdAt), desc(models.id))
    .limit(KEPT_WITH_NUMBERS)
  await tx.db.delete(modelParts).where(
    notInArray(
      modelParts.modelId,
      kept.map(({ id }) => id),
    ),
  )
}
