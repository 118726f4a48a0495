import { and, eq, isNotNull } from 'drizzle-orm'
import { newId } from '#kernel/ids.ts'
import type { Ctx } from '#platform/ctx.ts'
import type { ProviderName, RawNotification } from '../provider.ts'
import { gatewayEvents } from '../tables.ts'

export type EventKey = { provider: ProviderName; account: string; eventId: string }

/** Only what is needed to check the message again is kept of its headers. */
const KEPT_HEADERS = /^(wechatpay-|stripe-signature$|content-type$)/

/** Whether this very event was dealt with before: a repeat needs nothing but its receipt. */
export async function wasHandled(ctx: Ctx, key: EventKey): Promise<boolean> {
  const [row] = await ctx.db
    .select({ id: gatewayEvents.id })
    .from(gatewayEvents)
    .where(and(sameEvent(key), isNotNull(gatewayEvents.handledAt)))
  return row !== undefined
}

/** Keeps a verified message, raw, as handled, in the transaction of its effects. */
export async function keepEvent(tx: Ctx, key: EventKey, raw: RawNotification): Promise<void> {
  const headers = Object.fromEntries(
    [...raw.headers].filter(([name]) => KEPT_HEADERS.test(name.toLowerCase())),
  )
  await tx.db
    .insert(gatewayEvents)
    .values({
      id: newId(tx.now),
      ...key,
      headers,
      body: raw.body,
      receivedAt: tx.now,
      handledAt: tx.now,
    })
    .onConflictDoNothing()
}

function sameEvent({ provider, account, eventId }: EventKey) {
  return and(
    eq(gatewayEvents.provider, provider),
    eq(gatewayEvents.account, account),
    eq(gatewayEvents.eventId, eventId),
  )
}
