import { and, asc, eq, gt } from 'drizzle-orm'
import { hasRole } from '#kernel/actor.ts'
import { forbidden } from '#kernel/errors.ts'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import type { ItemRow } from '../items/editable.ts'
import { items } from '../tables.ts'
import { indexItem } from './index-item.ts'

const BATCH = 50

/** Writes the search documents of all published items anew, in short transactions. Owner only. */
export async function reindexItems(ctx: Ctx): Promise<{ indexed: number }> {
  if (!hasRole(ctx.actor, 'owner')) throw forbidden()
  let indexed = 0
  let after: string | undefined
  for (;;) {
    const rows = await indexBatch(ctx, after)
    indexed += rows.length
    after = rows.at(-1)?.id
    if (rows.length < BATCH) return { indexed }
  }
}

function indexBatch(ctx: Ctx, after: string | undefined): Promise<ItemRow[]> {
  return inTransaction(ctx, async (tx) => {
    const rows = await tx.db
      .select()
      .from(items)
      .where(and(eq(items.status, 'published'), after ? gt(items.id, after) : undefined))
      .orderBy(asc(items.id))
      .limit(BATCH)
    for (const item of rows) await indexItem(tx, item)
    return rows
  })
}
