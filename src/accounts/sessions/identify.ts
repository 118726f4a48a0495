import { and, eq, gt } from 'drizzle-orm'
import { type Actor, visitor } from '#kernel/actor.ts'
import type { Ctx } from '#platform/ctx.ts'
import { authOf, sessionCookieName } from '../auth.ts'
import type { Person } from '../people/person.ts'
import { findActivePerson } from '../people/queries.ts'
import { sessions } from '../tables.ts'
import { readApiToken } from '../tokens/api-token.ts'

export type Identity = { actor: Actor; person: Person | null; sessionId: string | null }

export const nobody: Identity = { actor: visitor, person: null, sessionId: null }

/** Who sent these headers, by session cookie. A dead session or a suspended person is nobody. */
export async function identify(ctx: Ctx, headers: Headers): Promise<Identity> {
  if (!headers.get('cookie')?.includes(`${sessionCookieName()}=`)) return nobody
  const found = await authOf(ctx).api.getSession({ headers })
  return found ? identityOf(ctx, found.user.id, found.session.id) : nobody
}

/** Who sent this `Authorization: Bearer` token; it lives no longer than its session. */
export async function identifyByToken(ctx: Ctx, token: string): Promise<Identity> {
  const claims = await readApiToken(ctx, token)
  if (!claims) return nobody
  const [session] = await ctx.db
    .select({ id: sessions.id })
    .from(sessions)
    .where(
      and(
        eq(sessions.id, claims.sessionId),
        eq(sessions.personId, claims.personId),
        gt(sessions.expiresAt, ctx.now),
      ),
    )
  return session ? identityOf(ctx, claims.personId, session.id) : nobody
}

async function identityOf(ctx: Ctx, personId: string, sessionId: string): Promise<Identity> {
  const person = await findActivePerson(ctx, personId)
  if (!person) return nobody
  return { actor: { kind: 'person', personId, roles: person.roles }, person, sessionId }
}
