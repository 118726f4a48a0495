import { and, desc, eq, ne } from 'drizzle-orm'
import { unauthenticated } from '#kernel/errors.ts'
import type { Money } from '#kernel/money.ts'
import * as library from '#library'
import * as payments from '#payments'
import type { Ctx } from '#platform/ctx.ts'
import { getOffer } from '../../prices/get-offer.ts'
import { subscriptions } from '../../tables.ts'
import { type Subscription, signedAmount } from '../subscription.ts'

export type RenewalState = {
  itemId: string
  title: string
  endsAt: Date
  /** What the next term costs today; null when it is not sold by time any more. */
  offer: { price: Money; months: number } | null
  renewal: {
    id: string
    status: Exclude<Subscription['status'], 'ended'>
    provider: payments.ProviderName
    amount: Money
    months: number
    dueAt: Date
    canResume: boolean
  } | null
}

/** The terms that a person holds, those that end first at the top, and how each renews. */
export async function listMyRenewals(ctx: Ctx): Promise<RenewalState[]> {
  if (ctx.actor.kind !== 'person') throw unauthenticated()
  const { personId } = ctx.actor
  const held = await library.heldUntil(ctx, personId)
  const live = await ctx.db
    .select()
    .from(subscriptions)
    .where(and(eq(subscriptions.personId, personId), ne(subscriptions.status, 'ended')))
    .orderBy(desc(subscriptions.createdAt))
  const terms = new Map<string, Date>()
  for (const { itemId, endsAt } of held.values()) if (endsAt) terms.set(itemId, endsAt)
  for (const { itemId, status, currentPeriodEnd } of live) {
    if (status === 'past_due' && !terms.has(itemId)) terms.set(itemId, currentPeriodEnd)
  }
  const states = await Promise.all(
    [...terms].map(([itemId, endsAt]) => stateOf(ctx, itemId, endsAt, live)),
  )
  return states.sort((a, b) => a.endsAt.getTime() - b.endsAt.getTime())
}

async function stateOf(
  ctx: Ctx,
  itemId: string,
  endsAt: Date,
  live: readonly Subscription[],
): Promise<RenewalState> {
  const { title, price, months, obstacle } = await getOffer(ctx, itemId)
  const theirs = live.filter((one) => one.itemId === itemId)
  const found = theirs.find(({ status }) => status !== 'pending') ?? theirs[0]
  const sold = price && price.minor > 0n && months && !obstacle
  return {
    itemId,
    title,
    endsAt,
    offer: sold ? { price, months } : null,
    renewal: found ? renewalOf(found, ctx.now) : null,
  }
}

function renewalOf(found: Subscription, now: Date): RenewalState['renewal'] {
  const { id, status, provider, months, dueAt, agreement, currentPeriodEnd } = found
  if (status === 'ended') return null
  const canResume =
    status === 'cancelled' &&
    agreement === 'signed' &&
    currentPeriodEnd > now &&
    payments.gatewayOf(provider).recurring?.drivenBy === 'merchant'
  return { id, status, provider, amount: signedAmount(found), months, dueAt, canResume }
}
