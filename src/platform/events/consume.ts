import { and, asc, eq, sql } from 'drizzle-orm'
import type { Ctx } from '../ctx.ts'
import { eventCursors, events } from '../tables.ts'

export type TakenEvent = { name: string; payload: unknown; actor: string; occurredAt: Date }
export type Consumer = { name: string; take: (tx: Ctx, event: TakenEvent) => Promise<void> }

const BATCH = 100

/**
 * Hands the consumer the next events in order, each exactly once: cursor and effects commit
 * together. Events of transactions that might still be open are left for later, so that none is
 * jumped over. Returns how many were taken.
 */
export async function consume(ctx: Ctx, consumer: Consumer): Promise<number> {
  await ctx.db
    .insert(eventCursors)
    .values({ consumer: consumer.name, txid: 0n, eventId: 0n })
    .onConflictDoNothing()
  return ctx.db.transaction(async (db) => {
    const tx = { ...ctx, db }
    const [cursor] = await db
      .select()
      .from(eventCursors)
      .where(eq(eventCursors.consumer, consumer.name))
      .for('update', { skipLocked: true })
    if (!cursor) return 0
    const rows = await db
      .select()
      .from(events)
      .where(
        and(
          sql`(${events.txid}, ${events.id}) > (${cursor.txid}, ${cursor.eventId})`,
          sql`${events.txid} < pg_snapshot_xmin(pg_current_snapshot())::text::bigint`,
        ),
      )
      .orderBy(asc(events.txid), asc(events.id))
      .limit(BATCH)
    for (const row of rows) await consumer.take(tx, row)
    const last = rows.at(-1)
    if (last) {
      await db
        .update(eventCursors)
        .set({ txid: last.txid, eventId: last.id })
        .where(eq(eventCursors.consumer, consumer.name))
    }
    return rows.length
  })
}
