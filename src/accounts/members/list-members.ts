import { and, desc, ilike, inArray, lt, or, type SQL } from 'drizzle-orm'
import { hasRole, type Role, roles } from '#kernel/actor.ts'
import { forbidden, unauthenticated } from '#kernel/errors.ts'
import { isId } from '#kernel/ids.ts'
import { type Page, pageOf } from '#kernel/pages.ts'
import type { Ctx } from '#platform/ctx.ts'
import { type Person, publicPerson } from '../people/person.ts'
import { people, personRoles } from '../tables.ts'

export type Member = Person & { suspendedAt: Date | null }

const PAGE = 30

/** Members, newest first; `q` finds part of a name, username or e-mail. Support and the owner. */
export async function listMembers(
  ctx: Ctx,
  { q, after }: { q?: string | undefined; after?: string | undefined } = {},
): Promise<Page<Member>> {
  if (ctx.actor.kind === 'visitor') throw unauthenticated()
  if (!hasRole(ctx.actor, 'support', 'moderator')) throw forbidden()
  const rows = await ctx.db
    .select()
    .from(people)
    .where(
      and(q ? matching(q) : undefined, after && isId(after) ? lt(people.id, after) : undefined),
    )
    .orderBy(desc(people.id))
    .limit(PAGE + 1)
  const page = pageOf(rows, PAGE, ({ id }) => id)
  const held = await rolesOf(
    ctx,
    page.items.map(({ id }) => id),
  )
  return {
    ...page,
    items: page.items.map((row) => ({
      ...publicPerson(row),
      email: row.email,
      roles: roles.filter((role) => role === 'learner' || held.get(row.id)?.has(role)),
      suspendedAt: row.suspendedAt,
    })),
  }
}

function matching(q: string): SQL | undefined {
  const part = `%${q.trim().replace(/[\\%_]/g, '\\$&')}%`
  return or(ilike(people.name, part), ilike(people.username, part), ilike(people.email, part))
}

async function rolesOf(ctx: Ctx, ids: string[]): Promise<Map<string, Set<Role>>> {
  const rows = ids.length
    ? await ctx.db.select().from(personRoles).where(inArray(personRoles.personId, ids))
    : []
  const held = new Map<string, Set<Role>>()
  for (const { personId, role } of rows) {
    const set = held.get(personId) ?? new Set()
    held.set(personId, set.add(role as Role))
  }
  return held
}
