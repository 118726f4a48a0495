import { and, desc, eq, lt, type SQL, sql } from 'drizzle-orm'
import { items } from '#catalog/tables.ts'
import { unauthenticated } from '#kernel/errors.ts'
import { isId } from '#kernel/ids.ts'
import { isCurrency, type Money, money } from '#kernel/money.ts'
import { type Page, pageOf } from '#kernel/pages.ts'
import type { Ctx } from '#platform/ctx.ts'
import { couponCampaigns, couponGrants, orders } from '../tables.ts'
import { hasUsesLeft } from './usable-coupons.ts'

const PAGE = 30

export type MyCoupon = {
  id: string
  name: string
  /** Null for anything on the site. */
  item: { title: string; slug: string; kind: 'article' | 'course' } | null
  off: { percent: number } | { amount: Money }
  until: Date
  /** `held` by an open order; `over`: ended, expired, or every use of it is taken. */
  state: 'usable' | 'held' | 'used' | 'over'
  /** Of the order that holds it or has used it. */
  orderNumber: string | null
}

/** One's own coupons, the newest first; `after` is the id of the last one seen. */
export async function listMyCoupons(
  ctx: Ctx,
  { after }: { after?: string | undefined } = {},
): Promise<Page<MyCoupon>> {
  if (ctx.actor.kind !== 'person') throw unauthenticated()
  const own = eq(couponGrants.personId, ctx.actor.personId)
  const rows = await select(ctx, and(own, after && isId(after) ? before(after) : undefined))
  const page = pageOf(rows, PAGE, ({ id }) => id)
  return { ...page, items: page.items.map((row) => couponOf(ctx, row)) }
}

function before(id: string): SQL {
  return lt(couponGrants.id, id)
}

function select(ctx: Ctx, where: SQL | undefined) {
  return ctx.db
    .select({
      id: couponGrants.id,
      usedAt: couponGrants.usedAt,
      campaign: couponCampaigns,
      title: items.title,
      slug: items.slug,
      kind: items.kind,
      orderNumber: orders.number,
      hasUses: sql<boolean>`${hasUsesLeft}`,
    })
    .from(couponGrants)
    .innerJoin(couponCampaigns, eq(couponCampaigns.id, couponGrants.campaignId))
    .leftJoin(items, eq(items.id, couponCampaigns.itemId))
    .leftJoin(orders, eq(orders.id, couponGrants.orderId))
    .where(where)
    .orderBy(desc(couponGrants.id))
    .limit(PAGE + 1)
}

type Row = Awaited<ReturnType<typeof select>>[number]

function couponOf(ctx: Ctx, row: Row): MyCoupon {
  const { campaign, title, slug, kind } = row
  const { currency, percentOff, amountOffMinor } = campaign
  if (!isCurrency(currency)) throw new Error(`unknown currency ${currency}`)
  return {
    id: row.id,
    name: campaign.name,
    item: title === null || slug === null || kind === null ? null : { title, slug, kind },
    off:
      percentOff === null
        ? { amount: money(amountOffMinor ?? 0n, currency) }
        : { percent: percentOff },
    until: campaign.validUntil,
    state: stateOf(ctx, row),
    orderNumber: row.orderNumber,
  }
}

function stateOf(ctx: Ctx, { usedAt, orderNumber, campaign, hasUses }: Row): MyCoupon['state'] {
  if (usedAt) return 'used'
  if (orderNumber !== null) return 'held'
  return campaign.endedAt || campaign.validUntil <= ctx.now || !hasUses ? 'over' : 'usable'
}
