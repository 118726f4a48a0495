import { and, desc, eq, lt, sql } from 'drizzle-orm'
import { items } from '#catalog/tables.ts'
import { forbidden, unauthenticated } from '#kernel/errors.ts'
import { isId } from '#kernel/ids.ts'
import { isCurrency, type Money, money } from '#kernel/money.ts'
import { type Page, pageOf } from '#kernel/pages.ts'
import type { Ctx } from '#platform/ctx.ts'
import { couponCampaigns, couponGrants, saleShares } from '../../tables.ts'
import { mayGiveCoupons } from '../coupon.ts'

const PAGE = 20

export type Campaign = {
  id: string
  name: string
  /** Null for any item of the site. */
  item: { id: string; title: string } | null
  off: { percent: number } | { amount: Money }
  validUntil: Date
  maxUses: number | null
  /** Null while it runs. */
  over: 'ended' | 'expired' | null
  given: number
  /** In completed orders; an open order only holds one. */
  used: number
  /** What is left, after refunds, of what was paid for the lines that it was used on. */
  income: Money
}

/** The campaigns, newest first; owner only. `after` is the id of the last one seen. */
export async function listCampaigns(
  ctx: Ctx,
  { after }: { after?: string | undefined } = {},
): Promise<Page<Campaign>> {
  if (ctx.actor.kind === 'visitor') throw unauthenticated()
  if (!mayGiveCoupons(ctx.actor)) throw forbidden()
  const rows = await ctx.db
    .select({
      campaign: couponCampaigns,
      title: items.title,
      given: sql<number>`(select count(*)::int from ${couponGrants}
        where ${couponGrants.campaignId} = ${couponCampaigns.id})`,
      used: sql<number>`(select count(*)::int from ${couponGrants}
        where ${couponGrants.campaignId} = ${couponCampaigns.id}
        and ${couponGrants.usedAt} is not null)`,
      income: sql<string>`(select coalesce(sum(${saleShares.amountMinor}
          - ${saleShares.refundedMinor}), 0)
        from ${saleShares} join ${couponGrants} on ${couponGrants.orderId} = ${saleShares.orderId}
          and ${couponGrants.position} = ${saleShares.position}
        where ${couponGrants.campaignId} = ${couponCampaigns.id}
          and ${saleShares.currency} = ${couponCampaigns.currency})`,
    })
    .from(couponCampaigns)
    .leftJoin(items, eq(items.id, couponCampaigns.itemId))
    .where(and(after && isId(after) ? lt(couponCampaigns.id, after) : undefined))
    .orderBy(desc(couponCampaigns.id))
    .limit(PAGE + 1)
  const page = pageOf(rows, PAGE, ({ campaign }) => campaign.id)
  return { ...page, items: page.items.map((row) => campaignOf(ctx, row)) }
}

type Row = {
  campaign: typeof couponCampaigns.$inferSelect
  title: string | null
  given: number
  used: number
  income: string
}

function campaignOf(ctx: Ctx, { campaign, title, given, used, income }: Row): Campaign {
  const { currency, itemId, percentOff, amountOffMinor } = campaign
  if (!isCurrency(currency)) throw new Error(`unknown currency ${currency}`)
  const expired = campaign.validUntil <= ctx.now ? 'expired' : null
  return {
    id: campaign.id,
    name: campaign.name,
    item: itemId === null ? null : { id: itemId, title: title ?? '' },
    off:
      percentOff === null
        ? { amount: money(amountOffMinor ?? 0n, currency) }
        : { percent: percentOff },
    validUntil: campaign.validUntil,
    maxUses: campaign.maxUses,
    over: campaign.endedAt ? 'ended' : expired,
    given,
    used,
    income: money(BigInt(income), currency),
  }
}
