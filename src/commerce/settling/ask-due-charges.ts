import { and, eq, inArray } from 'drizzle-orm'
import { isId } from '#kernel/ids.ts'
import * as payments from '#payments'
import type { Ctx } from '#platform/ctx.ts'
import { orders } from '../tables.ts'
import { askAndSettle } from './check-payment.ts'
import { oneByOne } from './one-by-one.ts'

const BATCH = 20

/**
 * The janitor of lost notifications: asks about charges that are due, closes those past their
 * deadline or no longer wanted, settles what was paid. Returns how many it looked at.
 */
export async function askDueCharges(ctx: Ctx): Promise<number> {
  const due = await payments.claimDueCharges(ctx, BATCH)
  const wanted = await pendingAmong(
    ctx,
    due.flatMap(({ subject }) => (isId(subject) ? [subject] : [])),
  )
  await oneByOne(
    ctx,
    due,
    // What is not an order is wanted until it ends by itself.
    (charge) =>
      askAndSettle(ctx, charge, {
        unwanted: isId(charge.subject) && !wanted.has(charge.subject),
      }),
    ({ outTradeNo }) => outTradeNo,
  )
  return due.length
}

async function pendingAmong(ctx: Ctx, orderIds: string[]): Promise<Set<string>> {
  if (orderIds.length === 0) return new Set()
  const rows = await ctx.db
    .select({ id: orders.id })
    .from(orders)
    .where(and(inArray(orders.id, orderIds), eq(orders.status, 'pending')))
  return new Set(rows.map(({ id }) => id))
}
