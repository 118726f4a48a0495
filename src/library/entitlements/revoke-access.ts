import { and, eq, inArray, isNull } from 'drizzle-orm'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { record } from '#platform/events/record.ts'
import { entitlements } from '../tables.ts'
import type { Source } from './entitlement.ts'

/** Takes back exactly what one source granted, or these items of it, from the next request on. */
export async function revokeAccess(
  ctx: Ctx,
  { sourceKind, sourceId, itemIds, reason }: Source & { itemIds?: string[]; reason: string },
): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const revoked = await tx.db
      .update(entitlements)
      .set({ revokedAt: tx.now, revokeReason: reason })
      .where(
        and(
          eq(entitlements.sourceKind, sourceKind),
          eq(entitlements.sourceId, sourceId),
          itemIds ? inArray(entitlements.itemId, itemIds) : undefined,
          isNull(entitlements.revokedAt),
        ),
      )
      .returning({ personId: entitlements.personId, itemId: entitlements.itemId })
    for (const { personId, itemId } of revoked) {
      await record(tx, { name: 'access.revoked', personId, itemId, sourceKind, sourceId })
    }
  })
}
