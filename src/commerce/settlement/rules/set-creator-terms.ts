import { eq } from 'drizzle-orm'
import { people } from '#accounts/tables.ts'
import { hasRole } from '#kernel/actor.ts'
import { forbidden, invalid, notFound, unauthenticated } from '#kernel/errors.ts'
import { isId } from '#kernel/ids.ts'
import { audit } from '#platform/audit/audit.ts'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { creatorTerms } from '../../tables.ts'
import type { FeeRule } from '../shares/share-sale.ts'

const MAX_BASIS_POINTS = 9_000
const MAX_FIXED_MINOR = 100_000n

/**
 * Agrees with one creator on what the platform keeps of their sales from now on; null goes back to
 * the site's rule. Owner only. Throws `terms.invalid`.
 */
export async function setCreatorTerms(
  ctx: Ctx,
  personId: string,
  fee: FeeRule | null,
): Promise<void> {
  if (ctx.actor.kind === 'visitor') throw unauthenticated()
  if (!hasRole(ctx.actor, 'owner')) throw forbidden()
  if (fee && !isSound(fee)) throw invalid('terms.invalid')
  await inTransaction(ctx, async (tx) => {
    await requirePerson(tx, personId)
    if (fee) {
      const value = {
        feeBasisPoints: fee.basisPoints,
        feeFixedMinor: fee.fixedMinor,
        updatedAt: tx.now,
      }
      await tx.db
        .insert(creatorTerms)
        .values({ personId, ...value })
        .onConflictDoUpdate({ target: creatorTerms.personId, set: value })
    } else {
      await tx.db.delete(creatorTerms).where(eq(creatorTerms.personId, personId))
    }
    await audit(tx, 'terms.set', `person:${personId}`, {
      basisPoints: fee?.basisPoints ?? null,
      fixedMinor: fee ? String(fee.fixedMinor) : null,
    })
  })
}

function isSound({ basisPoints, fixedMinor }: FeeRule): boolean {
  const rate = Number.isInteger(basisPoints) && basisPoints >= 0 && basisPoints <= MAX_BASIS_POINTS
  return rate && fixedMinor >= 0n && fixedMinor <= MAX_FIXED_MINOR
}

async function requirePerson(tx: Ctx, personId: string): Promise<void> {
  const [found] = isId(personId)
    ? await tx.db.select({ id: people.id }).from(people).where(eq(people.id, personId))
    : []
  if (!found) throw notFound('person.not_found')
}
