import { actorName, hasRole } from '#kernel/actor.ts'
import { forbidden, unauthenticated } from '#kernel/errors.ts'
import { newId } from '#kernel/ids.ts'
import type { Ctx } from '#platform/ctx.ts'
import { trainings } from '../tables.ts'

/** Asks for a new model from what is known now; one that waits already is enough. Owner only. */
export async function requestTraining(ctx: Ctx): Promise<void> {
  if (ctx.actor.kind === 'visitor') throw unauthenticated()
  if (!hasRole(ctx.actor, 'owner')) throw forbidden()
  await ctx.db
    .insert(trainings)
    .values({
      ...{ id: newId(ctx.now), state: 'due', askedBy: actorName(ctx.actor) },
      ...{ until: ctx.now, createdAt: ctx.now },
    })
    .onConflictDoNothing()
}
