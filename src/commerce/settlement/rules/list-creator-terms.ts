import { asc, eq } from 'drizzle-orm'
import { people } from '#accounts/tables.ts'
import { hasRole } from '#kernel/actor.ts'
import { forbidden } from '#kernel/errors.ts'
import type { Ctx } from '#platform/ctx.ts'
import { creatorTerms } from '../../tables.ts'

export type CreatorTerms = {
  personId: string
  name: string
  basisPoints: number
  fixedMinor: bigint
}

/** The creators with whom the site agreed on a fee of their own. Owner only. */
export async function listCreatorTerms(ctx: Ctx): Promise<CreatorTerms[]> {
  if (!hasRole(ctx.actor, 'owner')) throw forbidden()
  return ctx.db
    .select({
      personId: creatorTerms.personId,
      name: people.name,
      basisPoints: creatorTerms.feeBasisPoints,
      fixedMinor: creatorTerms.feeFixedMinor,
    })
    .from(creatorTerms)
    .innerJoin(people, eq(people.id, creatorTerms.personId))
    .orderBy(asc(people.name), asc(people.id))
}
