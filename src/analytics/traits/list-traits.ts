import { eq } from 'drizzle-orm'
import { unauthenticated } from '#kernel/errors.ts'
import type { Ctx } from '#platform/ctx.ts'
import { personTraits } from '../tables.ts'
import type { Trait } from './trait.ts'

/** What whoever asks told of themselves. */
export async function listTraits(ctx: Ctx): Promise<{ trait: Trait; value: string }[]> {
  if (ctx.actor.kind !== 'person') throw unauthenticated()
  return ctx.db
    .select({ trait: personTraits.trait, value: personTraits.value })
    .from(personTraits)
    .where(eq(personTraits.personId, ctx.actor.personId))
    .orderBy(personTraits.trait)
}
