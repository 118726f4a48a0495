import { eq } from 'drizzle-orm'
import { notFound, unauthenticated } from '#kernel/errors.ts'
import { type Money, money } from '#kernel/money.ts'
import type { Ctx } from '#platform/ctx.ts'
import { getSettings } from '#platform/settings/settings.ts'
import { maySeeOrder, type Order } from '../orders/order.ts'
import { loadOrder } from '../orders/queries.ts'
import { orders } from '../tables.ts'
import { exceedsApproval, paidLines, settledCharge, unwindTerms } from './queries.ts'
import type { CaseRow } from './refund-case.ts'
import { type PaidLine, type Unwinding, unwind } from './unwind.ts'

const DAY_MS = 86_400_000

export type RefundPreview = {
  lines: (PaidLine & { title: string; whenReturned: Unwinding['lines'][number] | null })[]
  /** What the chosen lines give back together, and why it is not more. */
  unwinding: Unwinding
  refund: Money
  /** Until when a learner gives back by themselves; null when the site does not let them. */
  windowEndsAt: Date | null
  waitsFor: CaseRow['waitsFor']
}

/**
 * What giving back these lines (all that are left, without a choice) would bring, before anybody
 * asks for it: “how much, and why”. For the buyer and staff. Throws `refund.not_refundable`.
 */
export async function previewRefund(
  ctx: Ctx,
  number: string,
  positions?: readonly number[],
): Promise<RefundPreview> {
  if (ctx.actor.kind === 'visitor') throw unauthenticated()
  const order = await loadOrder(ctx, eq(orders.number, number))
  if (!maySeeOrder(ctx.actor, order)) throw notFound('order.not_found')
  await settledCharge(ctx, order)
  return previewOf(ctx, order, positions)
}

/** The same for an order that the caller has loaded, and perhaps locked. */
export async function previewOf(
  ctx: Ctx,
  order: Order,
  positions?: readonly number[],
): Promise<RefundPreview> {
  const [lines, terms, settings] = await Promise.all([
    paidLines(ctx, order),
    unwindTerms(ctx),
    getSettings(ctx),
  ])
  const left = lines.filter(({ isReturned }) => !isReturned).map(({ position }) => position)
  const unwinding = unwind(lines, positions ?? left, terms)
  const { refundWindowDays } = settings
  const windowEndsAt =
    refundWindowDays > 0 && order.paidAt
      ? new Date(order.paidAt.getTime() + refundWindowDays * DAY_MS)
      : null
  const large = exceedsApproval(settings, lines, unwinding.refundMinor)
  const inside = windowEndsAt !== null && ctx.now <= windowEndsAt
  return {
    lines: lines.map((line) => ({
      ...line,
      title: order.lines[line.position]?.title ?? '',
      whenReturned: line.isReturned
        ? null
        : (unwind(lines, [line.position], terms).lines.find(
            ({ position }) => position === line.position,
          ) ?? null),
    })),
    unwinding,
    refund: money(unwinding.refundMinor, order.total.currency),
    windowEndsAt,
    waitsFor: inside ? (large ? 'second_person' : null) : 'outside_window',
  }
}
