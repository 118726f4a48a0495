import { and, asc, eq, ilike, or } from 'drizzle-orm'
import { hasRole } from '#kernel/actor.ts'
import { forbidden } from '#kernel/errors.ts'
import type { Ctx } from '../ctx.ts'
import { mails } from '../tables.ts'

const MOST = 100

/** The mails to one address that name something, oldest first: for staff that answers for them. */
export async function listMailsAbout(
  ctx: Ctx,
  { recipient, text }: { recipient: string; text: string },
): Promise<(typeof mails.$inferSelect)[]> {
  if (!hasRole(ctx.actor, 'support', 'owner')) throw forbidden()
  const part = `%${text.replace(/[\\%_]/g, '\\$&')}%`
  return ctx.db
    .select()
    .from(mails)
    .where(
      and(eq(mails.recipient, recipient), or(ilike(mails.subject, part), ilike(mails.body, part))),
    )
    .orderBy(asc(mails.createdAt))
    .limit(MOST)
}
