import { eq } from 'drizzle-orm'
import { isDay } from '#kernel/days.ts'
import { invalid } from '#kernel/errors.ts'
import { audit } from '#platform/audit/audit.ts'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { record } from '#platform/events/record.ts'
import { deliveryPromises } from '../../tables.ts'
import { sellableItem } from './sellable-item.ts'

const MAX_LESSONS = 1_000

/**
 * Promises how many lessons a course will have, and by when; null takes the promise back for those
 * who buy from now on. Who bought before keeps the number promised then, and what is not delivered
 * of it stays unearned. Throws `promise.invalid`.
 */
export async function setDeliveryPromise(
  ctx: Ctx,
  itemId: string,
  promise: { plannedLessons: number; promisedBy: string | null } | null,
): Promise<void> {
  const { kind } = await sellableItem(ctx, itemId)
  if (promise && !(kind === 'course' && isSound(promise))) throw invalid('promise.invalid')
  await inTransaction(ctx, async (tx) => {
    if (promise) {
      const value = { ...promise, updatedAt: tx.now }
      await tx.db
        .insert(deliveryPromises)
        .values({ itemId, ...value })
        .onConflictDoUpdate({ target: deliveryPromises.itemId, set: value })
    } else {
      await tx.db.delete(deliveryPromises).where(eq(deliveryPromises.itemId, itemId))
    }
    await audit(tx, 'promise.set', `item:${itemId}`, {
      plannedLessons: promise?.plannedLessons ?? null,
      promisedBy: promise?.promisedBy ?? null,
    })
    await record(tx, { name: 'promise.set', itemId })
  })
}

function isSound({
  plannedLessons,
  promisedBy,
}: {
  plannedLessons: number
  promisedBy: string | null
}) {
  const counts = Number.isInteger(plannedLessons) && plannedLessons >= 1
  return counts && plannedLessons <= MAX_LESSONS && (promisedBy === null || isDay(promisedBy))
}
