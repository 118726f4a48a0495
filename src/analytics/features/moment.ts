import { type SQL, sql } from 'drizzle-orm'

/** A person as they stood at a moment: whatever is computed of it happened before. */
export type Moment = { personId: string; at: Date }

/** The moments as a table `m (n, person_id, at)`, n being their place. */
export function momentRows(moments: readonly Moment[]): SQL {
  const ids = `{${moments.map(({ personId }) => personId).join()}}`
  const times = `{${moments.map(({ at }) => at.toISOString()).join()}}`
  return sql`(select * from unnest(${ids}::uuid[], ${times}::timestamptz[])
    with ordinality as u (person_id, at, n)) m`
}
