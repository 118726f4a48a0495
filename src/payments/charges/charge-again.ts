import { and, eq, inArray } from 'drizzle-orm'
import { unavailable } from '#kernel/errors.ts'
import { newId, randomCode } from '#kernel/ids.ts'
import { isCurrency, type Money, money } from '#kernel/money.ts'
import type { Ctx } from '#platform/ctx.ts'
import { gatewayOf } from '../gateways/gateways.ts'
import type { ProviderName } from '../provider.ts'
import type { RecurringReply } from '../recurring.ts'
import { charges } from '../tables.ts'
import type { Charge } from './charge.ts'

export type Renewal = {
  subject: string
  provider: ProviderName
  gatewayNo: string
  amount: Money
  description: string
  baseUrl: string
}

/** A deduction without notice happens a day later, and is told some hours after that. */
const PENDING_MS = 36 * 3_600_000

/**
 * Charges a subject under an agreement, the payer away. The row and its number are committed first,
 * and while one is open the same number is sent again: however often it is asked, whoever crashes,
 * the money moves once. A charge that can never succeed is closed.
 */
export async function chargeAgain(
  ctx: Ctx,
  renewal: Renewal,
): Promise<{ charge: Charge; reply: RecurringReply }> {
  if (ctx.db.inTransaction) throw new Error('a gateway is never called inside a transaction')
  const { provider, gatewayNo, description, baseUrl } = renewal
  const { account, recurring } = gatewayOf(provider)
  if (!recurring) throw unavailable('payment.method_unavailable', { method: provider })
  const charge = await openRow(ctx, renewal, account)
  if (!isCurrency(charge.currency)) throw new Error(`unknown currency ${charge.currency}`)
  const reply = await recurring.charge({
    outTradeNo: charge.outTradeNo,
    gatewayNo,
    amount: money(charge.amountMinor, charge.currency),
    subject: description,
    notifyUrl: `${baseUrl}/api/gateways/${provider}/notify`,
  })
  const isOver = reply.kind === 'refused' && reply.because !== 'window'
  const isOut = reply.kind === 'processing' || reply.kind === 'unknown'
  if (isOver) await move(ctx, charge, 'closed')
  if (isOut) await move(ctx, charge, 'open')
  return { charge, reply }
}

/** All charges of a subject under an agreement. */
export async function findRecurringCharges(ctx: Ctx, subject: string): Promise<Charge[]> {
  return ctx.db
    .select()
    .from(charges)
    .where(and(eq(charges.subject, subject), eq(charges.channel, 'recurring')))
}

/** Gives up a charge that its gateway never took. */
export async function closeRecurringCharge(tx: Ctx, charge: Charge): Promise<void> {
  await move(tx, charge, 'closed')
}

/** Keeps a charge that a gateway made by itself, before its fact is settled as any other's. */
export async function keepCharge(
  tx: Ctx,
  { subject, provider, amount }: Pick<Renewal, 'subject' | 'provider' | 'amount'>,
): Promise<Charge> {
  return openRow(tx, { subject, provider, amount }, gatewayOf(provider).account)
}

async function openRow(
  ctx: Ctx,
  { subject, provider, amount }: Pick<Renewal, 'subject' | 'provider' | 'amount'>,
  account: string,
): Promise<Charge> {
  const [made] = await ctx.db
    .insert(charges)
    .values({
      id: newId(ctx.now),
      subject,
      provider,
      channel: 'recurring',
      account,
      outTradeNo: `${ctx.now.toISOString().slice(0, 10).replaceAll('-', '')}${randomCode(16)}`,
      amountMinor: amount.minor,
      currency: amount.currency,
      status: 'creating',
      expiresAt: new Date(ctx.now.getTime() + PENDING_MS),
      createdAt: ctx.now,
    })
    .onConflictDoNothing()
    .returning()
  if (made) return made
  const [open] = await ctx.db
    .select()
    .from(charges)
    .where(
      and(
        eq(charges.subject, subject),
        eq(charges.provider, provider),
        eq(charges.channel, 'recurring'),
        inArray(charges.status, ['creating', 'open']),
      ),
    )
  if (!open) throw unavailable('payment.try_again')
  return open
}

async function move(ctx: Ctx, { id }: Charge, to: 'open' | 'closed'): Promise<void> {
  const from = to === 'open' ? (['creating'] as const) : (['creating', 'open'] as const)
  await ctx.db
    .update(charges)
    .set({ status: to })
    .where(and(eq(charges.id, id), inArray(charges.status, [...from])))
}
