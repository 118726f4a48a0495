import { sql } from 'drizzle-orm'
import type { Ctx } from '#platform/ctx.ts'
import type { SignalWeights } from '../settings.ts'
import { signalRows, weighed } from './signal-rows.ts'

/** One item of a person's past: what it weighs now, and when it was last touched. */
export type Past = { itemId: string; weight: number; at: Date }

/** More than tells anything new about a taste, and bounded for whoever reads everything. */
const MAX_PAST = 500

/** What a person did until now, heaviest first; the event of a second ago is in it. */
export async function readHistory(
  ctx: Ctx,
  personId: string,
  weights: SignalWeights,
): Promise<Past[]> {
  const rows = signalRows(ctx.now, weights, (id) => sql`${id} = ${personId}::uuid`)
  const found = (await ctx.db.execute(sql`
    select h.item_id, h.weight, h.at from (${weighed(rows, ctx.now, weights)}) h
    where h.weight > 0 order by h.weight desc, h.item_id limit ${MAX_PAST}`)) as unknown as {
    item_id: string
    weight: number
    at: Date | string
  }[]
  return found.map(({ item_id, weight, at }) => ({ itemId: item_id, weight, at: new Date(at) }))
}
