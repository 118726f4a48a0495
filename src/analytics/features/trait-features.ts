import { type SQL, sql } from 'drizzle-orm'
import type { Ctx } from '#platform/ctx.ts'
import { personTraits } from '../tables.ts'

/** A trait that fewer people told of says more of them than of a habit. */
const LEAST_PEOPLE = 20

export type TraitFeature = { name: string; trait: string; value: string }

/** The traits that enough people consented to be counted by. */
export async function traitFeatures(ctx: Ctx): Promise<TraitFeature[]> {
  const rows = await ctx.db
    .select({ trait: personTraits.trait, value: personTraits.value })
    .from(personTraits)
    .groupBy(personTraits.trait, personTraits.value)
    .having(sql`count(*) >= ${LEAST_PEOPLE}`)
    .orderBy(personTraits.trait, personTraits.value)
  return rows.map((row) => ({ ...row, name: `${row.trait}:${row.value}` }))
}

/** One row a moment: the traits consented to before it, as `trait:value,…`; null for none. */
export function traitFeatureRows(moments: SQL): SQL {
  const told = sql`${personTraits.trait} || ':' || ${personTraits.value}`
  return sql`select m.n, (select string_agg(${told}, ',')
      from ${personTraits} where ${personTraits.personId} = m.person_id
        and ${personTraits.consentedAt} < m.at) as traits
    from ${moments}`
}
