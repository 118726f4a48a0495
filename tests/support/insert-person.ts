import { people } from '#accounts/tables.ts'
import type { Actor, Role } from '#kernel/actor.ts'
import { newId } from '#kernel/ids.ts'
import { person, START, type TestDatabase } from './database.ts'

/** A person as a row alone, for tests of what lies to the right of accounts. */
export async function insertPerson(
  { db }: Pick<TestDatabase, 'db'>,
  name: string,
  ...roles: Role[]
): Promise<Extract<Actor, { kind: 'person' }>> {
  const id = newId(START)
  const username = `u${id.slice(-12)}`
  const row = { id, name, username, displayUsername: username, email: `${username}@example.test` }
  await db.insert(people).values({ ...row, createdAt: START, updatedAt: START })
  return person(id, ...roles) as Extract<Actor, { kind: 'person' }>
}
