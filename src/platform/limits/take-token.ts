import { sql } from 'drizzle-orm'
import { limited } from '#kernel/errors.ts'
import type { Ctx } from '../ctx.ts'
import { rateCounters } from '../tables.ts'

export type Limit = { name: string; max: number; windowMs: number }

/**
 * Counts one use of `key` in the current window, for all processes together, and refuses with
 * `limit.too_many` above the limit. Counts on the pool, not in the caller's transaction: a refused
 * attempt must count too.
 */
export async function takeToken(ctx: Ctx, limit: Limit, key: string): Promise<void> {
  const windowStart = new Date(Math.floor(ctx.now.getTime() / limit.windowMs) * limit.windowMs)
  const [row] = await ctx.db
    .insert(rateCounters)
    .values({ key: `${limit.name}:${key}`, windowStart, count: 1 })
    .onConflictDoUpdate({
      target: [rateCounters.key, rateCounters.windowStart],
      set: { count: sql`${rateCounters.count} + 1` },
    })
    .returning({ count: rateCounters.count })
  if (row && row.count > limit.max) {
    const endsAt = windowStart.getTime() + limit.windowMs
    const retryAfterSeconds = Math.ceil((endsAt - ctx.now.getTime()) / 1000)
    throw limited('limit.too_many', { limit: limit.name, retryAfterSeconds })
  }
}

/** Drops the windows that are over. */
export async function forgetOldWindows(ctx: Ctx): Promise<void> {
  const old = new Date(ctx.now.getTime() - 24 * 3_600_000)
  await ctx.db.delete(rateCounters).where(sql`${rateCounters.windowStart} < ${old.toISOString()}`)
}
