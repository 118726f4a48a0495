import { newId } from '#kernel/ids.ts'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { record } from '#platform/events/record.ts'
import { entitlements } from '../tables.ts'
import type { Source } from './entitlement.ts'

/** Absent ends mean from now on, and for good. */
export type Grant = Source & { personId: string; itemId: string; startsAt?: Date; endsAt?: Date }

/**
 * Lets a person open an item, once per source: the same order grants one entitlement however often
 * it says so. Called by the verbs that decide it, never by a page.
 */
export async function grantAccess(
  ctx: Ctx,
  { personId, itemId, sourceKind, sourceId, startsAt, endsAt }: Grant,
): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const [granted] = await tx.db
      .insert(entitlements)
      .values({
        id: newId(tx.now),
        personId,
        itemId,
        sourceKind,
        sourceId,
        startsAt: startsAt ?? tx.now,
        endsAt: endsAt ?? null,
      })
      .onConflictDoNothing()
      .returning({ id: entitlements.id })
    if (granted)
      await record(tx, { name: 'access.granted', personId, itemId, sourceKind, sourceId })
  })
}
