import { sql } from 'drizzle-orm'
import type { Ctx } from '#platform/ctx.ts'
import { type Act, actRows, acts } from '../features/acts.ts'
import { type Moment, momentRows } from '../features/moment.ts'

/** After so long without a word a person has left; when they come back it is a new beginning. */
const GONE_DAYS = 30
/** The latest of a person's doings are enough to know their habits. */
const MOST_ACTS = 60
const BATCH = 2_000
const DAY = 86_400_000

export const actions = [...acts, 'leave'] as const
export type Action = (typeof actions)[number]

/** What each person did before their moment, in order, `leave` standing for every long silence. */
export async function readActions(ctx: Ctx, moments: readonly Moment[]): Promise<Action[][]> {
  const sequences = moments.map((): Action[] => [])
  for (let from = 0; from < moments.length; from += BATCH) {
    const batch = moments.slice(from, from + BATCH)
    const rows = await ctx.db.execute<{ n: string; kinds: string | null; times: string | null }>(
      sql`select m.n, a.kinds, a.times from ${momentRows(batch)} cross join lateral (
        select string_agg(d.kind, ',' order by d.at, d.rank) as kinds,
          string_agg(extract(epoch from d.at)::text, ',' order by d.at, d.rank) as times
        from (select kind, at, array_position(${`{${acts.join()}}`}::text[], kind) as rank
          from ${actRows()} done order by at desc limit ${MOST_ACTS}) d) a`,
    )
    for (const { n, kinds, times } of rows) {
      const moment = batch[Number(n) - 1]
      if (!moment || !kinds || !times) continue
      sequences[from + Number(n) - 1] = withSilences(
        kinds.split(',') as Act[],
        times.split(',').map(Number),
        moment.at,
      )
    }
  }
  return sequences
}

function withSilences(kinds: readonly Act[], seconds: readonly number[], until: Date): Action[] {
  return kinds.flatMap((kind, at): Action[] => {
    const next = (seconds[at + 1] ?? until.getTime() / 1000) * 1000
    const isSilent = next - (seconds[at] ?? 0) * 1000 >= GONE_DAYS * DAY
    return isSilent ? [kind, 'leave'] : [kind]
  })
}
