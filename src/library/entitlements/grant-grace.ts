import { sql } from 'drizzle-orm'
import { newId } from '#kernel/ids.ts'
import type { Ctx } from '#platform/ctx.ts'
import { record } from '#platform/events/record.ts'
import { entitlements } from '../tables.ts'

type Grace = { personId: string; itemId: string; sourceId: string; startsAt: Date; endsAt: Date }

/** Keeps an item open while its renewal is being paid; said again, it only ever grows longer. */
export async function grantGrace(tx: Ctx, grace: Grace): Promise<void> {
  if (!tx.db.inTransaction) throw new Error('a grace belongs to what it bridges')
  await tx.db
    .insert(entitlements)
    .values({ id: newId(tx.now), sourceKind: 'grace', ...grace })
    .onConflictDoUpdate({
      target: [entitlements.sourceKind, entitlements.sourceId, entitlements.itemId],
      set: { endsAt: sql`greatest(${entitlements.endsAt}, excluded.ends_at)` },
    })
  const { personId, itemId, sourceId } = grace
  await record(tx, { name: 'access.bridged', personId, itemId, sourceId })
}
