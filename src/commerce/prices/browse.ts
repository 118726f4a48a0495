import { and, asc, desc, eq, gt, lt, or, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { people } from '#accounts/tables.ts'
import * as catalog from '#catalog'
import { items } from '#catalog/tables.ts'
import { invalid } from '#kernel/errors.ts'
import type { Money } from '#kernel/money.ts'
import { type Page, pageOf } from '#kernel/pages.ts'
import { entitlements } from '#library/tables.ts'
import type { Ctx } from '#platform/ctx.ts'
import { prices } from '../tables.ts'
import { pricesOf } from './prices-of.ts'

export const browseFilter = catalog.itemFilter.omit({ sort: true, access: true }).extend({
  price: z.enum(['free', 'paid']).optional(),
  sort: z.enum(['newest', 'title', 'popular', 'price_asc', 'price_desc']).default('newest'),
})
export type BrowseFilter = z.input<typeof browseFilter>
type Filter = z.output<typeof browseFilter>
type RankedSort = Exclude<Filter['sort'], 'newest' | 'title'>

export type ShopCard = catalog.ItemCard & { price: Money | null }

/**
 * Published items with their prices, a page at a time: by the catalogue's own orders, by price or
 * by how many people hold them. Throws `page.bad_cursor`, `item.invalid`.
 */
export async function browse(ctx: Ctx, input: BrowseFilter = {}): Promise<Page<ShopCard>> {
  const parsed = browseFilter.safeParse(input)
  if (!parsed.success) throw invalid('item.invalid')
  const { price, sort, ...rest } = parsed.data
  const access =
    price === undefined ? {} : ({ access: price === 'free' ? 'open' : 'sold' } as const)
  const page =
    sort === 'newest' || sort === 'title'
      ? await catalog.listItems(ctx, { ...rest, ...access, sort })
      : await ranked(ctx, sort, { ...rest, ...access, sort: 'newest' })
  return { ...page, items: await priced(ctx, page.items) }
}

/** These items with their prices, in the order of the ids; what is not public is left out. */
export async function shopCardsOf(ctx: Ctx, ids: readonly string[]): Promise<ShopCard[]> {
  const cards = await catalog.cardsOf(ctx, ids)
  return priced(
    ctx,
    ids.flatMap((id) => cards.get(id) ?? []),
  )
}

async function priced(ctx: Ctx, cards: catalog.ItemCard[]): Promise<ShopCard[]> {
  const found = await pricesOf(
    ctx,
    cards.map(({ id }) => id),
  )
  return cards.map((card) => ({
    ...card,
    price: card.access === 'open' ? null : (found.get(card.id) ?? null),
  }))
}

const rank: Record<RankedSort, SQL<string>> = {
  price_asc: sql`coalesce(${prices.amountMinor}, 0)::bigint`,
  price_desc: sql`coalesce(${prices.amountMinor}, 0)::bigint`,
  popular: sql`(select count(*) from ${entitlements} where ${entitlements.itemId} = ${items.id}
    and ${entitlements.revokedAt} is null)`,
}

async function ranked(
  ctx: Ctx,
  sort: RankedSort,
  filter: catalog.ItemFilter,
): Promise<Page<catalog.ItemCard>> {
  const { after, limit } = filter
  const value = rank[sort]
  const upwards = sort === 'price_asc'
  const rows = await ctx.db
    .select({ id: items.id, value: sql<string>`${value}::text` })
    .from(items)
    .innerJoin(people, eq(people.id, items.authorId))
    .leftJoin(prices, eq(prices.itemId, items.id))
    .where(
      and(
        catalog.itemsMatching(filter),
        after === undefined ? undefined : beyond(value, upwards, after),
      ),
    )
    .orderBy(upwards ? asc(value) : desc(value), upwards ? asc(items.id) : desc(items.id))
    .limit(limit + 1)
  const page = pageOf(rows, limit, (row) => `${row.value}.${row.id}`)
  const cards = await catalog.cardsOf(
    ctx,
    page.items.map(({ id }) => id),
  )
  return { ...page, items: page.items.flatMap(({ id }) => cards.get(id) ?? []) }
}

/** What follows the cursor `value.id`, for equal values by id. */
function beyond(value: SQL, upwards: boolean, cursor: string): SQL | undefined {
  const [, last, id] = /^(\d{1,18})\.([0-9a-f-]{36})$/.exec(cursor) ?? []
  if (last === undefined || id === undefined) throw invalid('page.bad_cursor')
  const further = upwards ? gt(value, last) : lt(value, last)
  const same = and(eq(value, last), upwards ? gt(items.id, id) : lt(items.id, id))
  return or(further, same)
}
