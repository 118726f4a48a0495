import { eq } from 'drizzle-orm'
import { items } from '#catalog/tables.ts'
import { notFound } from '#kernel/errors.ts'
import { isCurrency, money } from '#kernel/money.ts'
import type { Ctx } from '#platform/ctx.ts'
import { itemTerms, prices } from '../tables.ts'
import type { Offer } from './offer.ts'

/** What an item costs and whether it can be bought now. Throws `item.not_found`. */
export async function getOffer(ctx: Ctx, itemId: string): Promise<Offer> {
  const [row] = await ctx.db
    .select({
      title: items.title,
      authorId: items.authorId,
      status: items.status,
      access: items.access,
      amountMinor: prices.amountMinor,
      currency: prices.currency,
      months: itemTerms.months,
    })
    .from(items)
    .leftJoin(prices, eq(prices.itemId, items.id))
    .leftJoin(itemTerms, eq(itemTerms.itemId, items.id))
    .where(eq(items.id, itemId))
  if (!row) throw notFound('item.not_found')
  const { title, authorId, amountMinor, currency, months } = row
  const price =
    amountMinor !== null && currency && isCurrency(currency) ? money(amountMinor, currency) : null
  return { itemId, title, authorId, price, months, obstacle: obstacleOf(row, price !== null) }
}

function obstacleOf(row: { status: string; access: string }, priced: boolean): Offer['obstacle'] {
  if (row.status !== 'published') return 'not_published'
  if (row.access === 'open') return 'free'
  return priced ? null : 'no_price'
}
