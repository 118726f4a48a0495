import { dayIn } from '#kernel/days.ts'
import type { Ctx } from '#platform/ctx.ts'
import { exposures } from '../tables.ts'
import type { Arm } from './arm-of.ts'

type Shown = {
  place: 'shelf' | 'because' | 'digest'
  arm: Arm
  modelId: string
  items: readonly { id: string }[]
}

/** Notes what a member was shown: once a day, place and item, however often they look. */
export async function noteExposures(ctx: Ctx, { place, arm, modelId, items }: Shown) {
  if (ctx.actor.kind !== 'person' || items.length === 0) return
  const { personId } = ctx.actor
  const day = dayIn('Asia/Shanghai', ctx.now)
  await ctx.db
    .insert(exposures)
    .values(
      items.map(({ id }, rank) => ({
        ...{ personId, itemId: id, day, place, arm, modelId, rank, shownAt: ctx.now },
      })),
    )
    .onConflictDoNothing()
}
