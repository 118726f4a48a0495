import { and, desc, eq, gt } from 'drizzle-orm'
import { unauthenticated } from '#kernel/errors.ts'
import type { Ctx } from '#platform/ctx.ts'
import { sessions } from '../tables.ts'

export type SessionRow = {
  id: string
  userAgent: string | null
  ipAddress: string | null
  createdAt: Date
}

/** One's own open sessions, newest first; the tokens stay in the database. */
export async function listSessions(ctx: Ctx): Promise<SessionRow[]> {
  if (ctx.actor.kind !== 'person') throw unauthenticated()
  return ctx.db
    .select({
      id: sessions.id,
      userAgent: sessions.userAgent,
      ipAddress: sessions.ipAddress,
      createdAt: sessions.createdAt,
    })
    .from(sessions)
    .where(and(eq(sessions.personId, ctx.actor.personId), gt(sessions.expiresAt, ctx.now)))
    .orderBy(desc(sessions.createdAt))
}
