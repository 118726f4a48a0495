import { invalid, unauthenticated } from '#kernel/errors.ts'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { record } from '#platform/events/record.ts'
import { personTraits } from '../tables.ts'
import { type Trait, type TraitInput, traitInput, traitValues } from './trait.ts'

/** Keeps what a person tells of themselves, by their own consent only. Throws `trait.invalid`. */
export async function saveTraits(ctx: Ctx, input: TraitInput): Promise<void> {
  if (ctx.actor.kind !== 'person') throw unauthenticated()
  const { personId } = ctx.actor
  const parsed = traitInput.safeParse(input)
  if (!parsed.success) throw invalid('trait.invalid')
  const told = (Object.keys(traitValues) as Trait[]).flatMap((trait) => {
    const value = parsed.data[trait]
    return value === undefined ? [] : [{ personId, trait, value, consentedAt: ctx.now }]
  })
  await inTransaction(ctx, async (tx) => {
    for (const { consentedAt, value, ...key } of told) {
      await tx.db
        .insert(personTraits)
        .values({ ...key, value, consentedAt })
        .onConflictDoUpdate({
          target: [personTraits.personId, personTraits.trait],
          set: { value, consentedAt },
        })
    }
    await record(tx, { name: 'traits.saved', personId })
  })
}
