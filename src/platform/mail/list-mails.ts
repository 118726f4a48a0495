import { desc } from 'drizzle-orm'
import { hasRole } from '#kernel/actor.ts'
import { forbidden } from '#kernel/errors.ts'
import type { Ctx } from '../ctx.ts'
import { mails } from '../tables.ts'

const NEWEST = 50

/** The newest mails, for the owner. The development outbox page asks as the platform itself. */
export async function listMails(ctx: Ctx): Promise<(typeof mails.$inferSelect)[]> {
  if (!hasRole(ctx.actor, 'owner')) throw forbidden()
  return ctx.db.select().from(mails).orderBy(desc(mails.createdAt)).limit(NEWEST)
}
