import { and, eq, inArray, isNotNull } from 'drizzle-orm'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { record } from '#platform/events/record.ts'
import { entitlements } from '../tables.ts'
import type { Source } from './entitlement.ts'

/** Gives back the access to these items that one source granted and lost, as if never lost. */
export async function restoreAccess(
  ctx: Ctx,
  { sourceKind, sourceId, itemIds }: Source & { itemIds: string[] },
): Promise<void> {
  if (itemIds.length === 0) return
  await inTransaction(ctx, async (tx) => {
    const restored = await tx.db
      .update(entitlements)
      .set({ revokedAt: null, revokeReason: null })
      .where(
        and(
          eq(entitlements.sourceKind, sourceKind),
          eq(entitlements.sourceId, sourceId),
          inArray(entitlements.itemId, itemIds),
          isNotNull(entitlements.revokedAt),
        ),
      )
      .returning({ personId: entitlements.personId, itemId: entitlements.itemId })
    for (const { personId, itemId } of restored) {
      await record(tx, { name: 'access.restored', personId, itemId, sourceKind, sourceId })
    }
  })
}
