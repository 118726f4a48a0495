import { desc, eq } from 'drizzle-orm'
import { people } from '#accounts/tables.ts'
import { forbidden, invalid } from '#kernel/errors.ts'
import { type Page, pageOf } from '#kernel/pages.ts'
import type { Ctx } from '#platform/ctx.ts'
import { maySeeAudience, maySeeNames } from '../analysis/analysis.ts'
import type { Reason } from '../models/classifier/reasons.ts'
import { pseudonym } from '../people/pseudonym.ts'
import { propensities } from '../tables.ts'
import type { PropensityKind } from './analyse-propensities.ts'

const PAGE = 50

export type Propensity = {
  /** Null for those who see only a pseudonym. */
  person: { id: string; name: string } | null
  pseudonym: string
  probability: number
  reasons: Reason[]
}

/**
 * Who is likeliest first. The owner sees who; support sees pseudonyms. Throws `page.bad_cursor`;
 * the cursor is a place in the list, which lasts until the next analysis.
 */
export async function listPropensities(
  ctx: Ctx,
  kind: PropensityKind,
  { after }: { after?: string | undefined } = {},
): Promise<Page<Propensity>> {
  if (!maySeeAudience(ctx.actor)) throw forbidden()
  if (after !== undefined && !/^\d{1,7}$/.test(after)) throw invalid('page.bad_cursor')
  const from = Number(after ?? 0)
  const withNames = maySeeNames(ctx.actor)
  const { personId, analysisId, probability, reasons } = propensities
  const rows = await ctx.db
    .select({ personId, analysisId, probability, reasons, name: people.name })
    .from(propensities)
    .innerJoin(people, eq(people.id, personId))
    .where(eq(propensities.kind, kind))
    .orderBy(desc(probability), personId)
    .offset(from)
    .limit(PAGE + 1)
  const page = pageOf(rows, PAGE, () => String(from + PAGE))
  return {
    ...page,
    items: page.items.map((row) => ({
      person: withNames ? { id: row.personId, name: row.name } : null,
      pseudonym: pseudonym(row.personId, row.analysisId),
      probability: row.probability,
      reasons: row.reasons,
    })),
  }
}
