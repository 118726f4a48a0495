import { asc, desc, eq, inArray, type SQL } from 'drizzle-orm'
import { hasRole } from '#kernel/actor.ts'
import { forbidden, notFound, unauthenticated } from '#kernel/errors.ts'
import { money } from '#kernel/money.ts'
import { refunds } from '#payments/tables.ts'
import type { Ctx } from '#platform/ctx.ts'
import { maySeeOrder } from '../orders/order.ts'
import { loadOrder } from '../orders/queries.ts'
import { currencyOf } from '../settling/book-sale.ts'
import { orderLines, orders, refundCases } from '../tables.ts'
import { linesOfCases } from './queries.ts'
import type { RefundCase } from './refund-case.ts'
import type { DeductionCode } from './unwind.ts'

const PAGE = 50

/** The cases that wait for a person, oldest decision needed first; for staff that handles money. */
export async function listWaitingRefunds(ctx: Ctx): Promise<RefundCase[]> {
  if (ctx.actor.kind === 'visitor') throw unauthenticated()
  if (!hasRole(ctx.actor, 'support', 'owner')) throw forbidden()
  return casesWhere(ctx, eq(refundCases.status, 'waiting'), asc(refundCases.createdAt))
}

/** What was asked to be given back of an order, newest first; for its buyer and for staff. */
export async function listRefundsOf(ctx: Ctx, number: string): Promise<RefundCase[]> {
  if (ctx.actor.kind === 'visitor') throw unauthenticated()
  const order = await loadOrder(ctx, eq(orders.number, number))
  if (!maySeeOrder(ctx.actor, order)) throw notFound('order.not_found')
  return casesOfOrder(ctx, order.id)
}

/** All cases of one order, newest first; whoever calls has checked who asks. */
export async function casesOfOrder(ctx: Ctx, orderId: string): Promise<RefundCase[]> {
  return casesWhere(ctx, eq(refundCases.orderId, orderId), desc(refundCases.createdAt))
}

async function casesWhere(ctx: Ctx, where: SQL, order: SQL): Promise<RefundCase[]> {
  const rows = await ctx.db
    .select({ row: refundCases, number: orders.number, carried: refunds.status })
    .from(refundCases)
    .innerJoin(orders, eq(orders.id, refundCases.orderId))
    .leftJoin(refunds, eq(refunds.id, refundCases.refundId))
    .where(where)
    .orderBy(order)
    .limit(PAGE)
  const lines = await linesOfCases(
    ctx,
    rows.map(({ row }) => row.id),
  )
  const orderIds = rows.map(({ row }) => row.orderId)
  const titles = orderIds.length
    ? await ctx.db.select().from(orderLines).where(inArray(orderLines.orderId, orderIds))
    : []
  return rows.map(({ row, number, carried }) => ({
    id: row.id,
    orderNumber: number,
    amount: money(row.amountMinor, currencyOf(row)),
    reason: row.reason,
    status: row.status,
    waitsFor: row.waitsFor,
    requestedBy: row.requestedBy,
    decidedBy: row.decidedBy,
    note: row.note,
    createdAt: row.createdAt,
    decidedAt: row.decidedAt,
    carried,
    lines: lines
      .filter(({ caseId }) => caseId === row.id)
      .map(({ position, amountMinor, returns, deductions }) => ({
        position,
        amountMinor,
        returns,
        deductions: deductions.map((one) => ({
          code: one.code as DeductionCode,
          amountMinor: BigInt(one.amountMinor),
        })),
        title:
          titles.find((line) => line.orderId === row.orderId && line.position === position)
            ?.title ?? '',
      })),
  }))
}
