import { inArray } from 'drizzle-orm'
import { people } from '#accounts/tables.ts'
import type { Ctx } from '#platform/ctx.ts'

/** Of these people those who have not gone meanwhile; they cannot go until the transaction ends. */
export async function stillThere(tx: Ctx, personIds: readonly string[]): Promise<Set<string>> {
  if (personIds.length === 0) return new Set()
  const rows = await tx.db
    .select({ id: people.id })
    .from(people)
    .where(inArray(people.id, [...personIds]))
    .for('key share')
  return new Set(rows.map(({ id }) => id))
}
