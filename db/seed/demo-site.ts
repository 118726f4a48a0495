import { eq, inArray } from 'drizzle-orm'
import { people } from '#accounts/tables.ts'
import type { Ctx } from '#platform/ctx.ts'
import { settings } from '#platform/tables.ts'
import { creator, demoPassword, learner } from './people.ts'

/** Kept while the demo site is being written, so that a start after a crash goes on with it. */
const KEY = 'demo'

export type DemoState = 'none' | 'started' | 'done'

export async function demoState(ctx: Ctx): Promise<DemoState> {
  const [row] = await ctx.db.select().from(settings).where(eq(settings.key, KEY))
  return row?.value === 'started' || row?.value === 'done' ? row.value : 'none'
}

export async function markDemo(ctx: Ctx, value: 'started' | 'done'): Promise<void> {
  await ctx.db
    .insert(settings)
    .values({ key: KEY, value, updatedAt: ctx.now })
    .onConflictDoUpdate({ target: settings.key, set: { value, updatedAt: ctx.now } })
}

/** Whether accounts remain here whose password everybody knows. */
export async function hasDemoPeople(ctx: Ctx): Promise<boolean> {
  if ((await demoState(ctx)) === 'none') return false
  const emails = [creator.email, learner.email]
  const found = await ctx.db.select().from(people).where(inArray(people.email, emails)).limit(1)
  return found.length > 0
}

export const demoLogins = {
  password: demoPassword,
  owner: creator.email,
  learner: learner.email,
}
