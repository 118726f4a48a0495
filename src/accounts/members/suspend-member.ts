import { and, eq, isNull } from 'drizzle-orm'
import { hasRole, isPerson } from '#kernel/actor.ts'
import { conflict, forbidden, notFound, unauthenticated } from '#kernel/errors.ts'
import { isId } from '#kernel/ids.ts'
import { audit } from '#platform/audit/audit.ts'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { people, personRoles, sessions } from '../tables.ts'

/**
 * Shuts a person out from the next request on: every session ends, none can be opened. Moderators
 * and the owner; nobody suspends themselves (`member.yourself`) or an owner (`member.is_owner`).
 */
export async function suspendMember(ctx: Ctx, personId: string): Promise<void> {
  requireModerator(ctx)
  if (!isId(personId)) throw notFound('person.not_found')
  if (isPerson(ctx.actor, personId)) throw conflict('member.yourself')
  await inTransaction(ctx, async (tx) => {
    const [owner] = await tx.db
      .select({ id: personRoles.personId })
      .from(personRoles)
      .where(and(eq(personRoles.personId, personId), eq(personRoles.role, 'owner')))
    if (owner) throw conflict('member.is_owner')
    const [changed] = await tx.db
      .update(people)
      .set({ suspendedAt: tx.now })
      .where(and(eq(people.id, personId), isNull(people.suspendedAt)))
      .returning({ id: people.id })
    if (!changed) throw notFound('person.not_found')
    await tx.db.delete(sessions).where(eq(sessions.personId, personId))
    await audit(tx, 'member.suspended', `person:${personId}`)
  })
}

/** Lets a suspended person in again; they must log in anew. */
export async function restoreMember(ctx: Ctx, personId: string): Promise<void> {
  requireModerator(ctx)
  if (!isId(personId)) throw notFound('person.not_found')
  await inTransaction(ctx, async (tx) => {
    const [restored] = await tx.db
      .update(people)
      .set({ suspendedAt: null })
      .where(eq(people.id, personId))
      .returning({ id: people.id })
    if (!restored) throw notFound('person.not_found')
    await audit(tx, 'member.restored', `person:${personId}`)
  })
}

function requireModerator({ actor }: Ctx): void {
  if (actor.kind === 'visitor') throw unauthenticated()
  if (!hasRole(actor, 'moderator')) throw forbidden()
}
