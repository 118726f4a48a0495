import { hasRole, type Role, roles } from '#kernel/actor.ts'
import { forbidden, notFound, unauthenticated } from '#kernel/errors.ts'
import { isId } from '#kernel/ids.ts'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { findActivePerson } from '../people/queries.ts'
import { grantRole, revokeRole } from './grant-role.ts'

/** Gives a person exactly these roles beside `learner`, which everybody has. Owner only. */
export async function setRoles(ctx: Ctx, personId: string, wanted: Role[]): Promise<void> {
  if (ctx.actor.kind === 'visitor') throw unauthenticated()
  if (!hasRole(ctx.actor, 'owner')) throw forbidden()
  await inTransaction(ctx, async (tx) => {
    const person = isId(personId) ? await findActivePerson(tx, personId) : null
    if (!person) throw notFound('person.not_found')
    for (const role of roles.filter((one) => one !== 'learner')) {
      const has = person.roles.includes(role)
      if (wanted.includes(role) && !has) await grantRole(tx, personId, role)
      if (!wanted.includes(role) && has) await revokeRole(tx, personId, role)
    }
  })
}
