import { asc, eq } from 'drizzle-orm'
import { people } from '#accounts/tables.ts'
import { forbidden, invalid, notFound } from '#kernel/errors.ts'
import { isId } from '#kernel/ids.ts'
import { type Page, pageOf } from '#kernel/pages.ts'
import type { Ctx } from '#platform/ctx.ts'
import { maySeeAudience, maySeeNames } from '../analysis/analysis.ts'
import { pseudonym } from '../people/pseudonym.ts'
import { segmentMembers as members, segments } from '../tables.ts'

const PAGE = 50

export type SegmentMember = {
  /** Null for those who see only a pseudonym. */
  person: { id: string; name: string; email: string } | null
  pseudonym: string
}

/**
 * The people of a segment, for a coupon or a newsletter: by name for the owner, by pseudonym for
 * support. Throws `segment.not_found`, `page.bad_cursor`; the cursor is a place in the list.
 */
export async function segmentMembers(
  ctx: Ctx,
  segmentId: string,
  { after }: { after?: string | undefined } = {},
): Promise<Page<SegmentMember>> {
  if (!maySeeAudience(ctx.actor)) throw forbidden()
  if (after !== undefined && !/^\d{1,7}$/.test(after)) throw invalid('page.bad_cursor')
  const from = Number(after ?? 0)
  const [segment] = isId(segmentId)
    ? await ctx.db.select().from(segments).where(eq(segments.id, segmentId))
    : []
  if (!segment) throw notFound('segment.not_found')
  const withNames = maySeeNames(ctx.actor)
  const rows = await ctx.db
    .select({ id: people.id, name: people.name, email: people.email })
    .from(members)
    .innerJoin(people, eq(people.id, members.personId))
    .where(eq(members.segmentId, segmentId))
    .orderBy(asc(members.personId))
    .offset(from)
    .limit(PAGE + 1)
  const page = pageOf(rows, PAGE, () => String(from + PAGE))
  return {
    ...page,
    items: page.items.map((person) => ({
      person: withNames ? person : null,
      pseudonym: pseudonym(person.id, segment.analysisId),
    })),
  }
}
