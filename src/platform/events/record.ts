import { actorName } from '#kernel/actor.ts'
import type { Ctx } from '../ctx.ts'
import { events } from '../tables.ts'

/** A fact worth telling; names are `noun.happened`, payloads hold ids, never texts of people. */
export type Fact = { name: string } & Record<string, string | number | boolean | null>

/** Appends a fact in the caller's transaction: it is told exactly when the verb committed. */
export async function record(ctx: Ctx, { name, ...payload }: Fact): Promise<void> {
  await ctx.db
    .insert(events)
    .values({ name, payload, actor: actorName(ctx.actor), occurredAt: ctx.now })
}
