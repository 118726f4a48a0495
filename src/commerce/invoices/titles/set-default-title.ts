import { and, eq } from 'drizzle-orm'
import { notFound, unauthenticated } from '#kernel/errors.ts'
import { isId } from '#kernel/ids.ts'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { invoiceTitles } from '../../tables.ts'
import { clearDefault, lockTitles } from './save-title.ts'

/** Makes one of one's titles the one that is offered first. Throws `invoice.title_not_found`. */
export async function setDefaultTitle(ctx: Ctx, titleId: string): Promise<void> {
  if (ctx.actor.kind !== 'person') throw unauthenticated()
  const { personId } = ctx.actor
  if (!isId(titleId)) throw notFound('invoice.title_not_found')
  await inTransaction(ctx, async (tx) => {
    await lockTitles(tx, personId)
    await clearDefault(tx, personId)
    const [made] = await tx.db
      .update(invoiceTitles)
      .set({ isDefault: true })
      .where(and(eq(invoiceTitles.id, titleId), eq(invoiceTitles.personId, personId)))
      .returning({ id: invoiceTitles.id })
    if (!made) throw notFound('invoice.title_not_found')
  })
}
