import { desc, eq } from 'drizzle-orm'
import { unauthenticated } from '#kernel/errors.ts'
import type { Ctx } from '#platform/ctx.ts'
import { invoiceTitles } from '../../tables.ts'
import { openTitle, type Title } from './title.ts'

/** One's own titles, the default first. */
export async function listTitles(ctx: Ctx): Promise<Title[]> {
  if (ctx.actor.kind !== 'person') throw unauthenticated()
  const { personId } = ctx.actor
  const rows = await ctx.db
    .select()
    .from(invoiceTitles)
    .where(eq(invoiceTitles.personId, personId))
    .orderBy(desc(invoiceTitles.isDefault), desc(invoiceTitles.id))
  return rows.map(({ id, isDefault, details }) => ({
    id,
    isDefault,
    details: openTitle(personId, details),
  }))
}
