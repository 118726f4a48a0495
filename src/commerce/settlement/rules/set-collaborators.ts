import { eq, inArray, sql } from 'drizzle-orm'
import { people, personRoles } from '#accounts/tables.ts'
import { conflict, invalid, notFound } from '#kernel/errors.ts'
import { audit } from '#platform/audit/audit.ts'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { record } from '#platform/events/record.ts'
import { collaborators } from '../../tables.ts'
import { sellableItem } from './sellable-item.ts'

const MAX_COLLABORATORS = 20
const WHOLE = 10_000

/**
 * Says who shares the income of an item from now on; sales already made keep their split. Everyone
 * named must be a creator of this site. Throws `split.invalid`, `split.not_a_creator`.
 */
export async function setCollaborators(
  ctx: Ctx,
  itemId: string,
  wanted: readonly { username: string; basisPoints: number }[],
): Promise<void> {
  const { authorId } = await sellableItem(ctx, itemId)
  requireSound(wanted)
  await inTransaction(ctx, async (tx) => {
    const rows: { personId: string; basisPoints: number }[] = []
    for (const { username, basisPoints } of wanted) {
      rows.push({ personId: await findCreator(tx, username), basisPoints })
    }
    const ids = new Set(rows.map(({ personId }) => personId))
    if (ids.size < rows.length || ids.has(authorId)) throw invalid('split.invalid')
    await tx.db.delete(collaborators).where(eq(collaborators.itemId, itemId))
    if (rows.length > 0) {
      await tx.db
        .insert(collaborators)
        .values(rows.map((row) => ({ ...row, itemId, createdAt: tx.now })))
    }
    const split = rows.map(({ personId, basisPoints }) => `${personId}:${basisPoints}`).join(' ')
    await audit(tx, 'split.set', `item:${itemId}`, { split })
    await record(tx, { name: 'split.set', itemId })
  })
}

function requireSound(wanted: readonly { basisPoints: number }[]): void {
  const parts = wanted.map(({ basisPoints }) => basisPoints)
  const sound = parts.every((part) => Number.isInteger(part) && part > 0)
  const whole = parts.reduce((sum, part) => sum + part, 0)
  if (!sound || whole > WHOLE || wanted.length > MAX_COLLABORATORS) throw invalid('split.invalid')
}

async function findCreator(tx: Ctx, username: string): Promise<string> {
  const [found] = await tx.db
    .select({
      id: people.id,
      creates: sql<boolean>`exists (select 1 from ${personRoles}
        where ${personRoles.personId} = ${people.id}
        and ${inArray(personRoles.role, ['creator', 'owner'])})`,
    })
    .from(people)
    .where(sql`lower(${people.username}) = ${username.trim().toLowerCase()}`)
  if (!found) throw notFound('person.not_found')
  if (!found.creates) throw conflict('split.not_a_creator')
  return found.id
}
