import { and, count, eq, sql } from 'drizzle-orm'
import { actorName, hasRole, type Role } from '#kernel/actor.ts'
import { conflict, forbidden } from '#kernel/errors.ts'
import { audit } from '#platform/audit/audit.ts'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { personRoles } from '../tables.ts'

/** Gives a person a role; giving it twice is giving it once. Owner only. */
export async function grantRole(ctx: Ctx, personId: string, role: Role): Promise<void> {
  if (!hasRole(ctx.actor, 'owner')) throw forbidden()
  await inTransaction(ctx, async (tx) => {
    await tx.db
      .insert(personRoles)
      .values({ personId, role, grantedAt: tx.now, grantedBy: actorName(tx.actor) })
      .onConflictDoNothing()
    await audit(tx, 'role.granted', `person:${personId}`, { role })
  })
}

/** Takes a role away, effective with the next request. The last owner stays: `role.last_owner`. */
export async function revokeRole(ctx: Ctx, personId: string, role: Role): Promise<void> {
  if (!hasRole(ctx.actor, 'owner')) throw forbidden()
  await inTransaction(ctx, async (tx) => {
    await tx.db.execute(sql`lock table ${personRoles} in share row exclusive mode`)
    await tx.db
      .delete(personRoles)
      .where(and(eq(personRoles.personId, personId), eq(personRoles.role, role)))
    const [owners] = await tx.db
      .select({ left: count() })
      .from(personRoles)
      .where(eq(personRoles.role, 'owner'))
    if (!owners?.left) throw conflict('role.last_owner')
    await audit(tx, 'role.revoked', `person:${personId}`, { role })
  })
}
