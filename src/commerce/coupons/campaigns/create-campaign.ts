import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { items } from '#catalog/tables.ts'
import { forbidden, invalid, notFound, unauthenticated } from '#kernel/errors.ts'
import { newId } from '#kernel/ids.ts'
import { audit } from '#platform/audit/audit.ts'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { record } from '#platform/events/record.ts'
import { getSettings } from '#platform/settings/settings.ts'
import { MAX_PRICE_MINOR } from '../../prices/offer.ts'
import { couponCampaigns } from '../../tables.ts'
import { mayGiveCoupons } from '../coupon.ts'

/** Above it a typing error is likelier than an offer; what is free should be priced so. */
const MAX_PERCENT = 90
/** Longer than anybody plans an offer. */
const MAX_DAYS = 366
const DAY_MS = 86_400_000

const campaignInput = z.object({
  name: z.string().trim().min(1).max(40),
  /** The only item that it is for; null for any of the site. */
  itemId: z.uuid().nullable(),
  off: z.union([
    z.strictObject({ percent: z.int().min(1).max(MAX_PERCENT) }),
    z.strictObject({ amountMinor: z.bigint().min(1n).max(MAX_PRICE_MINOR) }),
  ]),
  validUntil: z.date(),
  maxUses: z.int().min(1).max(1_000_000).nullable(),
})
export type CampaignInput = z.input<typeof campaignInput>

/**
 * Makes a kind of coupon that can then be given to people; returns its id. Owner only. Throws
 * `coupon.invalid`, `coupon.bad_date`, `item.not_found`.
 */
export async function createCampaign(ctx: Ctx, input: CampaignInput): Promise<string> {
  const { actor } = ctx
  if (actor.kind === 'visitor') throw unauthenticated()
  if (actor.kind !== 'person' || !mayGiveCoupons(actor)) throw forbidden()
  const parsed = campaignInput.safeParse(input)
  if (!parsed.success) throw invalid('coupon.invalid', { maxPercent: MAX_PERCENT })
  const { off, ...rest } = parsed.data
  const ttlMs = rest.validUntil.getTime() - ctx.now.getTime()
  if (ttlMs <= 0 || ttlMs > MAX_DAYS * DAY_MS) throw invalid('coupon.bad_date', { days: MAX_DAYS })
  return inTransaction(ctx, async (tx) => {
    if (rest.itemId !== null) await requireItem(tx, rest.itemId)
    const { currency } = await getSettings(tx)
    const id = newId(tx.now)
    const percentOff = 'percent' in off ? off.percent : null
    const amountOffMinor = 'amountMinor' in off ? off.amountMinor : null
    const value = { ...rest, percentOff, amountOffMinor, currency }
    await tx.db
      .insert(couponCampaigns)
      .values({ id, ...value, createdBy: actor.personId, createdAt: tx.now })
    await audit(tx, 'coupon.campaign_created', `campaign:${id}`, {
      name: rest.name,
      itemId: rest.itemId,
      percentOff,
      amountOff: amountOffMinor === null ? null : String(amountOffMinor),
      currency,
      validUntil: rest.validUntil.toISOString(),
      maxUses: rest.maxUses,
    })
    await record(tx, { name: 'coupon.campaign_created', campaignId: id })
    return id
  })
}

async function requireItem(tx: Ctx, itemId: string): Promise<void> {
  const [item] = await tx.db.select({ id: items.id }).from(items).where(eq(items.id, itemId))
  if (!item) throw notFound('item.not_found')
}
