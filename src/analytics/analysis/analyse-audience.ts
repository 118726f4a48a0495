import { sql } from 'drizzle-orm'
import { orders } from '#commerce/tables.ts'
import { hasRole } from '#kernel/actor.ts'
import { forbidden } from '#kernel/errors.ts'
import type { Ctx } from '#platform/ctx.ts'
import { analyseActions } from '../actions/analyse-actions.ts'
import { analyseRules } from '../bundles/analyse-rules.ts'
import { readBaskets } from '../bundles/read-baskets.ts'
import { listPeople } from '../features/list-people.ts'
import type { Moment } from '../features/moment.ts'
import { readFeatures } from '../features/read-features.ts'
import {
  PURCHASE_DAYS,
  QUIET_DAYS,
  REFUND_DAYS,
  readPurchases,
  readQuiet,
  readRefunds,
} from '../features/read-labels.ts'
import { type TraitFeature, traitFeatures } from '../features/trait-features.ts'
import type { FeatureTable } from '../models/feature-table.ts'
import { analysePropensities } from '../propensities/analyse-propensities.ts'
import { analyseSegments } from '../segments/analyse-segments.ts'

const DAY = 86_400_000
/** Models learn nothing more from more people, and every one of them costs a day's worker. */
const MOST_EXAMPLES = 20_000

/**
 * Looks at the audience as it is now: groups, probabilities, rules, habits; each is kept by itself
 * as soon as it is found. Models learn from people as they stood some weeks ago and what they did
 * since, and are asked about people as they stand today. People in `without` are left out of
 * everything. Owner and jobs only; minutes on a large site, hence never in a request.
 */
export async function analyseAudience(
  ctx: Ctx,
  { without = new Set() }: { without?: ReadonlySet<string> } = {},
): Promise<void> {
  if (!hasRole(ctx.actor, 'owner')) throw forbidden()
  const traits = await traitFeatures(ctx)
  const moments = await listPeople(ctx, ctx.now, without)
  const today = await readFeatures(ctx, moments, traits)
  await analyseSegments(ctx, moments, today)
  const around: Around = { without, traits, moments, today }
  await analysePurchases(ctx, around)
  await analyseQuiet(ctx, around)
  await analyseRefunds(ctx, around)
  await analyseRules(ctx, await readBaskets(ctx, without))
  await analyseActions(ctx, moments)
}

type Around = {
  without: ReadonlySet<string>
  traits: TraitFeature[]
  moments: Moment[]
  today: FeatureTable
}

async function analysePurchases(ctx: Ctx, { without, traits, moments, today }: Around) {
  const past = await listPeople(ctx, daysAgo(ctx, PURCHASE_DAYS), without, MOST_EXAMPLES)
  const [table, labels] = [await readFeatures(ctx, past, traits), await readPurchases(ctx, past)]
  await analysePropensities(ctx, { kind: 'purchase', table, labels, moments, people: today })
}

/** Only who was there lately can fall silent. */
async function analyseQuiet(ctx: Ctx, { without, traits, moments, today }: Around) {
  const everyone = await listPeople(ctx, daysAgo(ctx, QUIET_DAYS), without, MOST_EXAMPLES)
  const past = activeOnes(everyone, await readFeatures(ctx, everyone, traits))
  const labels = await readQuiet(ctx, past.moments)
  const asked = activeOnes(moments, today)
  await analysePropensities(ctx, {
    kind: 'churn',
    table: past.table,
    labels,
    moments: asked.moments,
    people: asked.table,
  })
}

/** One purchase a person: their newest that is old enough to be judged, and the newest of all. */
async function analyseRefunds(ctx: Ctx, { without, traits }: Around) {
  const judged = daysAgo(ctx, REFUND_DAYS)
  const past = await newestPurchases(ctx, { from: new Date(0), until: judged, without })
  const asked = await newestPurchases(ctx, { from: judged, until: ctx.now, without })
  await analysePropensities(ctx, {
    kind: 'refund',
    table: await readFeatures(ctx, past, traits),
    labels: await readRefunds(ctx, past),
    moments: asked,
    people: await readFeatures(ctx, asked, traits),
  })
}

function daysAgo(ctx: Ctx, days: number): Date {
  return new Date(ctx.now.getTime() - days * DAY)
}

function activeOnes(moments: readonly Moment[], table: FeatureTable) {
  const width = table.names.length
  const column = table.names.indexOf('active_days_30')
  const kept = moments.flatMap((moment, row) => {
    return (table.values[row * width + column] ?? 0) > 0 ? [{ moment, row }] : []
  })
  const values = new Float64Array(kept.length * width)
  kept.forEach(({ row }, at) => {
    values.set(table.values.subarray(row * width, (row + 1) * width), at * width)
  })
  return {
    moments: kept.map(({ moment }) => moment),
    table: { names: table.names, rows: kept.length, values } satisfies FeatureTable,
  }
}

type Span = { from: Date; until: Date; without: ReadonlySet<string> }

async function newestPurchases(ctx: Ctx, { from, until, without }: Span): Promise<Moment[]> {
  const rows = await ctx.db.execute<{ person_id: string; ms: number }>(
    sql`select ${orders.buyerId} as person_id,
        (extract(epoch from max(${orders.paidAt})) * 1000)::float8 as ms
      from ${orders}
      where ${orders.paidAt} >= ${from.toISOString()}::timestamptz
        and ${orders.paidAt} < ${until.toISOString()}::timestamptz
      group by 1 order by md5(${orders.buyerId}::text) limit ${MOST_EXAMPLES}`,
  )
  return rows
    .filter((row) => !without.has(row.person_id))
    .map((row) => ({ personId: row.person_id, at: new Date(Number(row.ms)) }))
}
