import { and, desc, eq, inArray, isNull } from 'drizzle-orm'
import { z } from 'zod'
import * as analytics from '#analytics'
import { invalid } from '#kernel/errors.ts'
import type { Ctx } from '#platform/ctx.ts'
import { takeToken } from '#platform/limits/take-token.ts'
import { mayLearnFrom } from '../choices/may-learn-from.ts'
import { exposures } from '../tables.ts'

/** What a page tells about a look at it; dwell counts only while the page is in sight. */
export const viewReport = z.strictObject({
  itemId: z.uuid(),
  dwellMs: z.int().min(0).max(3_600_000),
  depth: z.int().min(0).max(100),
  /** Which list led here. */
  from: z.enum(['search', 'shelf', 'because', 'similar', 'digest']).optional().catch(undefined),
})
export type ViewReport = z.input<typeof viewReport>

/** More than anybody reads, and little enough that nobody fills the table. */
const LIMIT = { name: 'looks', max: 600, windowMs: 3_600_000 }

/** The places whose showings are kept; a click elsewhere is none of theirs. */
const shownPlaces = ['shelf', 'because', 'digest'] as const
type Showing = { personId: string; itemId: string; place: (typeof shownPlaces)[number] }

/**
 * Notes a member's look at a published item; true when it was noted. Nothing is kept of visitors,
 * nor of who does not want to be learnt from. Throws `signal.invalid`,
 * `limit.too_many`.
 */
export async function noteView(ctx: Ctx, report: ViewReport): Promise<boolean> {
  const parsed = viewReport.safeParse(report)
  if (!parsed.success) throw invalid('signal.invalid')
  if (ctx.actor.kind !== 'person') return false
  const { personId } = ctx.actor
  if (!(await mayLearnFrom(ctx, personId))) return false
  await takeToken(ctx, LIMIT, personId)
  const { itemId, dwellMs, depth, from } = parsed.data
  const look = { personId, itemId, dwellMs, depth, fromSearch: from === 'search' }
  const isNoted = await analytics.noteLook(ctx, look)
  const place = shownPlaces.find((one) => one === from)
  if (place) await noteClick(ctx, { personId, itemId, place })
  return isNoted
}

/** The latest showing of the item to this person in that place led here, once. */
async function noteClick(ctx: Ctx, { personId, itemId, place }: Showing): Promise<void> {
  const latest = ctx.db
    .select({ id: exposures.id })
    .from(exposures)
    .where(
      and(
        eq(exposures.personId, personId),
        eq(exposures.itemId, itemId),
        eq(exposures.place, place),
      ),
    )
    .orderBy(desc(exposures.shownAt))
    .limit(1)
  await ctx.db
    .update(exposures)
    .set({ clickedAt: ctx.now })
    .where(and(inArray(exposures.id, latest), isNull(exposures.clickedAt)))
}
