import { asc, eq } from 'drizzle-orm'
import { items } from '#catalog/tables.ts'
import { hasRole } from '#kernel/actor.ts'
import { forbidden } from '#kernel/errors.ts'
import type { Ctx } from '#platform/ctx.ts'

export type Choosable = { id: string; title: string }

/** More than a person looks through in a list of titles. */
const MOST = 1_000

/** What may be promoted or supposed to have been read: what is published. Owner only. */
export async function listChoosable(ctx: Ctx): Promise<Choosable[]> {
  if (!hasRole(ctx.actor, 'owner')) throw forbidden()
  return ctx.db
    .select({ id: items.id, title: items.title })
    .from(items)
    .where(eq(items.status, 'published'))
    .orderBy(asc(items.title), asc(items.id))
    .limit(MOST)
}
