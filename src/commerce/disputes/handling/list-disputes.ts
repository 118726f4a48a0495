import { and, desc, eq, inArray, lt } from 'drizzle-orm'
import { forbidden, unauthenticated } from '#kernel/errors.ts'
import { isId } from '#kernel/ids.ts'
import { type Page, pageOf } from '#kernel/pages.ts'
import type { Ctx } from '#platform/ctx.ts'
import { disputes, orders } from '../../tables.ts'
import { type Dispute, mayHandleDisputes, openDispute } from '../dispute.ts'

const PAGE = 20

export type ListedDispute = Dispute & { orderNumber: string }

/** The disputes that are open, or all; newest first. For staff. */
export async function listDisputes(
  ctx: Ctx,
  { view, after }: { view: 'open' | 'all'; after?: string | undefined },
): Promise<Page<ListedDispute>> {
  if (ctx.actor.kind === 'visitor') throw unauthenticated()
  if (!mayHandleDisputes(ctx.actor)) throw forbidden()
  const rows = await ctx.db
    .select({ dispute: disputes, orderNumber: orders.number })
    .from(disputes)
    .innerJoin(orders, eq(orders.id, disputes.orderId))
    .where(
      and(
        view === 'open' ? inArray(disputes.status, ['opened', 'withdrawn']) : undefined,
        after && isId(after) ? lt(disputes.id, after) : undefined,
      ),
    )
    .orderBy(desc(disputes.id))
    .limit(PAGE + 1)
  const { items, next } = pageOf(rows, PAGE, ({ dispute }) => dispute.id)
  return {
    next,
    items: items.map(({ dispute, orderNumber }) => ({ ...openDispute(dispute), orderNumber })),
  }
}
