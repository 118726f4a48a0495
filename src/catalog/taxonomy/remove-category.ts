import { eq } from 'drizzle-orm'
import { hasRole } from '#kernel/actor.ts'
import { conflict, forbidden, notFound, unauthenticated } from '#kernel/errors.ts'
import { audit } from '#platform/audit/audit.ts'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { record } from '#platform/events/record.ts'
import { categories, items } from '../tables.ts'

/** Removes a category that holds nothing: `category.not_empty`. Owner only. */
export async function removeCategory(ctx: Ctx, slug: string): Promise<void> {
  if (ctx.actor.kind === 'visitor') throw unauthenticated()
  if (!hasRole(ctx.actor, 'owner')) throw forbidden()
  await inTransaction(ctx, async (tx) => {
    const [row] = await tx.db
      .select()
      .from(categories)
      .where(eq(categories.slug, slug))
      .for('update')
    if (!row) throw notFound('category.not_found', { slug })
    const [child] = await tx.db
      .select({ id: categories.id })
      .from(categories)
      .where(eq(categories.parentId, row.id))
      .limit(1)
    const [item] = await tx.db
      .select({ id: items.id })
      .from(items)
      .where(eq(items.categoryId, row.id))
      .limit(1)
    if (child || item) throw conflict('category.not_empty')
    await tx.db.delete(categories).where(eq(categories.id, row.id))
    await audit(tx, 'category.removed', slug)
    await record(tx, { name: 'category.removed', slug })
  })
}
