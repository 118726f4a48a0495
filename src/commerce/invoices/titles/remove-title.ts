import { and, desc, eq } from 'drizzle-orm'
import { notFound, unauthenticated } from '#kernel/errors.ts'
import { isId } from '#kernel/ids.ts'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { invoiceTitles } from '../../tables.ts'
import { lockTitles } from './save-title.ts'

/**
 * Forgets one of one's titles; invoices keep their copy, and the newest of the others becomes the
 * default in its place. Throws `invoice.title_not_found`.
 */
export async function removeTitle(ctx: Ctx, titleId: string): Promise<void> {
  if (ctx.actor.kind !== 'person') throw unauthenticated()
  const { personId } = ctx.actor
  if (!isId(titleId)) throw notFound('invoice.title_not_found')
  await inTransaction(ctx, async (tx) => {
    await lockTitles(tx, personId)
    const [removed] = await tx.db
      .delete(invoiceTitles)
      .where(and(eq(invoiceTitles.id, titleId), eq(invoiceTitles.personId, personId)))
      .returning({ wasDefault: invoiceTitles.isDefault })
    if (!removed) throw notFound('invoice.title_not_found')
    if (!removed.wasDefault) return
    const [newest] = await tx.db
      .select({ id: invoiceTitles.id })
      .from(invoiceTitles)
      .where(eq(invoiceTitles.personId, personId))
      .orderBy(desc(invoiceTitles.id))
      .limit(1)
    if (!newest) return
    await tx.db
      .update(invoiceTitles)
      .set({ isDefault: true })
      .where(eq(invoiceTitles.id, newest.id))
  })
}
