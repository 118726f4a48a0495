import { z } from 'zod'
import type { Ctx } from '../ctx.ts'
import { readNamed, saveNamed } from './named-settings.ts'

/** Unpaid orders live this long unless the owner says otherwise: time to find one's phone. */
const DEFAULT_ORDER_TTL_MINUTES = 30

/** A week: most who regret a purchase say so within it. */
const DEFAULT_HOLD_DAYS = 7

/** The text inside a wallet's own code; shown again as a code, so nothing else may stand in it. */
const personalCode = z
  .string()
  .trim()
  .max(300)
  .regex(/^$|^(https:\/\/|wxp:\/\/)[\w./?=&%:+-]+$/i)
  .default('')

export const siteSettings = z.strictObject({
  siteName: z.string().trim().min(1).max(40).default('问渠'),
  tagline: z.string().trim().max(120).default(''),
  currency: z.enum(['CNY', 'USD', 'EUR', 'HKD', 'JPY']).default('CNY'),
  paymentMethods: z
    .array(z.enum(['alipay', 'wechat', 'stripe']))
    .default(['alipay', 'wechat', 'stripe']),
  /** What the owner's own codes 收款码 say when scanned; empty: none. */
  personalAlipayCode: personalCode,
  personalWechatCode: personalCode,
  orderTtlMinutes: z
    .int()
    .min(5)
    .max(24 * 60)
    .default(DEFAULT_ORDER_TTL_MINUTES),
  /** Money that arrives after an order ended: give what was ordered, or the money back. */
  latePayments: z.enum(['honour', 'refund']).default('honour'),
  /** What the platform keeps of a creator's sale, unless agreed otherwise with them. */
  platformFeeBasisPoints: z.int().min(0).max(9_000).default(0),
  platformFeeFixedMinor: z.int().min(0).max(100_000).default(0),
  /** Days (Shanghai) that earned money waits before its creator may have it. */
  holdDays: z.int().min(0).max(90).default(DEFAULT_HOLD_DAYS),
  /** The smallest payout, and the largest that one pair of eyes may let go, in minor units. */
  payoutMinMinor: z.int().min(10).max(10_000_000).default(1_000),
  payoutApprovalAboveMinor: z.int().min(0).max(1_000_000_000).default(500_000),
  /** Learners give back what they bought by themselves for so many days; 0 turns it off. */
  refundWindowDays: z.int().min(0).max(365).default(7),
  /** Whether opened lessons are paid for when a course is given back. */
  refundChargesUse: z.boolean().default(true),
  /** Above this, in minor units, a refund needs a second person; 0: never. */
  refundApprovalMinor: z
    .string()
    .regex(/^\d{1,12}$/)
    .default('50000'),
  /** A payer's bank takes money back: access ends at once, when the dispute is lost, or never. */
  disputeAccess: z.enum(['at_once', 'when_lost', 'keep']).default('at_once'),
  icp: z.string().trim().max(60).default(''),
  contactEmail: z.union([z.literal(''), z.email()]).default(''),
  openRegistration: z.boolean().default(true),
})
export type SiteSettings = z.infer<typeof siteSettings>

const KEY = 'site'

export async function getSettings(ctx: Ctx): Promise<SiteSettings> {
  return readNamed(ctx, KEY, siteSettings)
}

/** Changes the named settings and leaves the others; refuses `settings.invalid`. Owner only. */
export async function saveSettings(
  ctx: Ctx,
  changes: Partial<SiteSettings>,
): Promise<SiteSettings> {
  return saveNamed(ctx, KEY, siteSettings, changes)
}
