import { sql } from 'drizzle-orm'
import type { Ctx } from '../ctx.ts'

/** Whether the database answers; throws what the driver throws when it does not. */
export async function isReady(ctx: Ctx): Promise<true> {
  await ctx.db.execute(sql`select 1`)
  return true
}
