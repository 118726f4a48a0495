import { people, personRoles } from '#accounts/tables.ts'
import type { Actor, Role } from '#kernel/actor.ts'
import { newId } from '#kernel/ids.ts'
import type { Db } from '#platform/postgres/db.ts'

/** A person as a row alone, for tests of what lies to the right of accounts. */
export async function insertPerson(
  { db }: { db: Db },
  name: string,
  ...roles: Role[]
): Promise<Extract<Actor, { kind: 'person' }>> {
  const now = new Date()
  const id = newId(now)
  const username = `u${id.slice(-12)}`
  const row = { id, name, username, displayUsername: username, email: `${username}@example.test` }
  await db.insert(people).values({ ...row, createdAt: now, updatedAt: now })
  if (roles.length > 0) {
    const granted = { personId: id, grantedAt: now, grantedBy: 'test' }
    await db.insert(personRoles).values(roles.map((role) => ({ ...granted, role })))
  }
  return { kind: 'person', personId: id, roles: ['learner', ...roles] }
}
