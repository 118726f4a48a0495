import { and, eq, gt, inArray } from 'drizzle-orm'
import { conflict, unavailable } from '#kernel/errors.ts'
import { newId, randomCode } from '#kernel/ids.ts'
import type { Money } from '#kernel/money.ts'
import type { Ctx } from '#platform/ctx.ts'
import { gatewayOf } from '../gateways/gateways.ts'
import { uniqueAmounts } from '../personal/unique-amounts.ts'
import type { Channel, ChargeRequest, PayerAction, ProviderName } from '../provider.ts'
import { charges } from '../tables.ts'
import { type Charge, nextAsk } from './charge.ts'

export type ChargeOpening = {
  subject: string
  provider: ProviderName
  channel: Channel
  payer?: ChargeRequest['payer']
  amount: Money
  description: string
  expiresAt: Date
  /** Address of this site, for the gateway's notification and the payer's return. */
  baseUrl: string
  returnPath: string
}

/**
 * Asks a gateway for a charge and tells what the payer must do. One open charge per subject,
 * gateway and channel: asking again returns the same one. The row is committed before the gateway
 * hears of it, so no notification can come too early. Throws `payment.gateway_unreachable`,
 * `payment.refused`.
 */
export async function openCharge(ctx: Ctx, opening: ChargeOpening): Promise<PayerAction> {
  if (ctx.db.inTransaction) throw new Error('a gateway is never called inside a transaction')
  const gateway = gatewayOf(opening.provider)
  const charge = await openRow(ctx, opening, gateway.account)
  if (charge.action) return charge.action
  const reply = await gateway.createCharge({
    firstSentAt: charge.createdAt,
    channel: opening.channel,
    ...(opening.payer && { payer: opening.payer }),
    outTradeNo: charge.outTradeNo,
    amount: opening.amount,
    subject: opening.description,
    expiresAt: charge.expiresAt,
    notifyUrl: `${opening.baseUrl}/api/gateways/${opening.provider}/notify`,
    returnUrl: `${opening.baseUrl}${opening.returnPath}`,
  })
  if (reply.kind === 'unknown') {
    throw unavailable('payment.gateway_unreachable', { provider: opening.provider })
  }
  if (reply.kind === 'refused') {
    await ctx.db
      .update(charges)
      .set({ status: 'closed', askAt: null })
      .where(and(eq(charges.id, charge.id), eq(charges.status, 'creating')))
    throw unavailable('payment.refused', { provider: opening.provider, gatewayCode: reply.code })
  }
  const { gatewayRef = null, shortLived = false, ...action } = reply
  await ctx.db
    .update(charges)
    .set({ action: shortLived ? null : action, gatewayRef, status: 'open' })
    .where(and(eq(charges.id, charge.id), eq(charges.status, 'creating')))
  return action
}

async function openRow(ctx: Ctx, opening: ChargeOpening, account: string): Promise<Charge> {
  const { provider, amount } = opening
  const amounts = provider === 'personal' ? uniqueAmounts(amount.minor) : [amount.minor]
  const taken = provider === 'personal' ? await recentAmounts(ctx) : new Set()
  for (const amountMinor of amounts.filter((minor) => !taken.has(minor))) {
    const [made] = await ctx.db
      .insert(charges)
      .values(newRow(ctx, opening, { account, amountMinor }))
      .onConflictDoNothing()
      .returning()
    if (made) return made
    const open = await findOpen(ctx, opening)
    if (open) return open
  }
  throw conflict('payment.try_again')
}

function newRow(
  ctx: Ctx,
  { subject, provider, channel, amount, expiresAt }: ChargeOpening,
  { account, amountMinor }: { account: string; amountMinor: bigint },
) {
  return {
    id: newId(ctx.now),
    subject,
    provider,
    channel,
    account,
    outTradeNo: outTradeNo(ctx.now),
    amountMinor,
    currency: amount.currency,
    status: 'creating' as const,
    expiresAt,
    askAt: nextAsk({ asked: 0, expiresAt }, ctx.now),
    createdAt: ctx.now,
  }
}

async function findOpen(
  ctx: Ctx,
  { subject, provider, channel }: ChargeOpening,
): Promise<Charge | undefined> {
  const [open] = await ctx.db
    .select()
    .from(charges)
    .where(
      and(
        eq(charges.subject, subject),
        eq(charges.provider, provider),
        eq(charges.channel, channel),
        inArray(charges.status, ['creating', 'open']),
      ),
    )
  return open
}

/** A transfer may come late: its amount names no other charge for a while. */
const AMOUNT_RESTS_MS = 24 * 3_600_000

async function recentAmounts(ctx: Ctx): Promise<Set<bigint>> {
  const since = new Date(ctx.now.getTime() - AMOUNT_RESTS_MS)
  const rows = await ctx.db
    .select({ amountMinor: charges.amountMinor })
    .from(charges)
    .where(
      and(
        eq(charges.provider, 'personal'),
        eq(charges.status, 'closed'),
        gt(charges.createdAt, since),
      ),
    )
  return new Set(rows.map(({ amountMinor }) => amountMinor))
}

/** Day and 80 random bits in 24 letters: within every gateway's alphabet and length. */
function outTradeNo(now: Date): string {
  return `${now.toISOString().slice(0, 10).replaceAll('-', '')}${randomCode(16)}`
}
