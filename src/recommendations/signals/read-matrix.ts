import { asc, isNotNull, sql } from 'drizzle-orm'
import { people } from '#accounts/tables.ts'
import { itemViews } from '#analytics/tables.ts'
import { items } from '#catalog/tables.ts'
import type { Ctx } from '#platform/ctx.ts'
import { fromTriples, type Interactions } from '../matrix/interactions.ts'
import { getRecommendationSettings, type RecommendationSettings } from '../settings.ts'
import { recommendationChoices } from '../tables.ts'
import { signalRows, weighed } from './signal-rows.ts'

/** The site's signals, ready to learn from. Row and column numbers are places in the id lists. */
export type SiteMatrix = {
  interactions: Interactions
  /** When each pair of `interactions.items` was first touched, in milliseconds since 1970. */
  firstAt: Float64Array
  personIds: string[]
  itemIds: string[]
}

/** People read in one query: some ten thousand rows, whatever the size of the site. */
const PEOPLE_AT_ONCE = 2_000

type Row = { person_id: string; item_id: string; first_at: Date | string; weight: number }

/**
 * All signals until a moment, without people who turned recommendations off, machines, bounces and
 * authors' visits to their own items. Read in slices of people: memory holds the numbers alone.
 */
export async function readMatrix(ctx: Ctx, until: Date): Promise<SiteMatrix> {
  const settings = await getRecommendationSettings(ctx)
  const itemIds = (
    await ctx.db
      .select({ id: items.id })
      .from(items)
      .where(isNotNull(items.publishedAt))
      .orderBy(asc(items.id))
  ).map(({ id }) => id)
  const numberOf = new Map(itemIds.map((id, at) => [id, at]))
  const personIds: string[] = []
  const triples = growing()
  for (let after = ''; ; ) {
    const slice = await slicePeople(ctx, after, settings)
    const last = slice.at(-1)
    if (last === undefined) break
    after = last
    const rows = await readSlice(ctx, slice, until, settings)
    let person = ''
    for (const { person_id, item_id, first_at, weight } of rows) {
      const column = numberOf.get(item_id)
      if (column === undefined) continue
      if (person_id !== person) personIds.push(person_id)
      person = person_id
      triples.push(personIds.length - 1, column, weight, new Date(first_at).getTime())
    }
  }
  const { rows, columns, values, times } = triples.done()
  const size = { people: personIds.length, itemCount: itemIds.length }
  // Rows come ordered by person and item and each pair once, as the matrix holds them.
  const interactions = fromTriples({ ...size, rows, columns, values })
  return { interactions, firstAt: times, personIds, itemIds }
}

async function slicePeople(
  ctx: Ctx,
  after: string,
  { personalisation, weights }: RecommendationSettings,
): Promise<string[]> {
  const chosen = recommendationChoices
  const agrees =
    personalisation === 'notice'
      ? sql`coalesce(${chosen.personalised}, true)`
      : personalisation === 'ask'
        ? sql`coalesce(${chosen.personalised}, false)`
        : sql`false`
  const isMachine = sql`exists (select 1 from ${itemViews}
    where ${itemViews.personId} = ${people.id}
    group by (${itemViews.firstAt} at time zone 'UTC')::date
    having count(*) > ${weights.botItemsADay})`
  const rows = await ctx.db
    .select({ id: people.id })
    .from(people)
    .leftJoin(chosen, sql`${chosen.personId} = ${people.id}`)
    .where(
      sql`${agrees} and not ${isMachine}
        ${after ? sql`and ${people.id} > ${after}::uuid` : sql``}`,
    )
    .orderBy(asc(people.id))
    .limit(PEOPLE_AT_ONCE)
  return rows.map(({ id }) => id)
}

async function readSlice(
  ctx: Ctx,
  slice: string[],
  until: Date,
  { weights }: RecommendationSettings,
): Promise<Row[]> {
  const from = slice[0] ?? ''
  const to = slice.at(-1) ?? ''
  const wanted = sql`(select value::uuid
    from json_array_elements_text(${JSON.stringify(slice)}::text::json))`
  const rows = signalRows(
    until,
    weights,
    (id) => sql`${id} between ${from}::uuid and ${to}::uuid and ${id} in ${wanted}`,
  )
  return (await ctx.db.execute(sql`
    select m.person_id, m.item_id, m.first_at, m.weight
    from (${weighed(rows, until, weights)}) m where m.weight > 0
    order by m.person_id, m.item_id`)) as unknown as Row[]
}

/** Columns of numbers that double when they are full. */
function growing() {
  let size = 0
  let rows = new Uint32Array(1 << 12)
  let columns = new Uint32Array(1 << 12)
  let values = new Float32Array(1 << 12)
  let times = new Float64Array(1 << 12)
  return {
    push(row: number, column: number, value: number, time: number) {
      if (size === rows.length) {
        const double = <A extends Uint32Array | Float32Array | Float64Array>(old: A, next: A) => {
          next.set(old)
          return next
        }
        rows = double(rows, new Uint32Array(size * 2))
        columns = double(columns, new Uint32Array(size * 2))
        values = double(values, new Float32Array(size * 2))
        times = double(times, new Float64Array(size * 2))
      }
      rows[size] = row
      columns[size] = column
      values[size] = value
      times[size++] = time
    },
    done: () => ({
      rows: rows.slice(0, size),
      columns: columns.slice(0, size),
      values: values.slice(0, size),
      times: times.slice(0, size),
    }),
  }
}
