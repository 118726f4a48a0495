import { and, eq, ne } from 'drizzle-orm'
import { notFound, unauthenticated } from '#kernel/errors.ts'
import { isId } from '#kernel/ids.ts'
import type { Ctx } from '#platform/ctx.ts'
import { sessions } from '../tables.ts'

/** Ends one of one's own sessions at once. Throws `session.not_found` for anybody else's. */
export async function revokeSession(ctx: Ctx, sessionId: string): Promise<void> {
  if (ctx.actor.kind !== 'person') throw unauthenticated()
  if (!isId(sessionId)) throw notFound('session.not_found')
  const ended = await ctx.db
    .delete(sessions)
    .where(and(eq(sessions.id, sessionId), eq(sessions.personId, ctx.actor.personId)))
    .returning({ id: sessions.id })
  if (ended.length === 0) throw notFound('session.not_found')
}

/** Ends all of one's sessions but the one kept. */
export async function revokeOtherSessions(ctx: Ctx, keptSessionId: string): Promise<void> {
  if (ctx.actor.kind !== 'person') throw unauthenticated()
  await ctx.db
    .delete(sessions)
    .where(and(eq(sessions.personId, ctx.actor.personId), ne(sessions.id, keptSessionId)))
}
