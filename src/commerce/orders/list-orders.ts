import { and, desc, eq, ilike, inArray, lt, or, type SQL, sql } from 'drizzle-orm'
import { people } from '#accounts/tables.ts'
import { items } from '#catalog/tables.ts'
import { hasRole } from '#kernel/actor.ts'
import { forbidden, unauthenticated } from '#kernel/errors.ts'
import { isId } from '#kernel/ids.ts'
import { type Page, pageOf } from '#kernel/pages.ts'
import type { Ctx } from '#platform/ctx.ts'
import { orderLines, orders } from '../tables.ts'
import { maySeeEveryOrder, type Order, type OrderStatus } from './order.ts'
import { withLines } from './queries.ts'

const PAGE = 20

/** One's own orders, newest first; `after` is the id of the last one seen. */
export async function listMyOrders(
  ctx: Ctx,
  { after }: { after?: string | undefined } = {},
): Promise<Page<Order>> {
  if (ctx.actor.kind !== 'person') throw unauthenticated()
  return page(ctx, eq(orders.buyerId, ctx.actor.personId), after)
}

export type OrderFilter = {
  status?: OrderStatus | undefined
  /** An order number, or part of a buyer's name or e-mail. */
  q?: string | undefined
  after?: string | undefined
}

/** Staff sees every order; a creator the ones that hold an item of their own. */
export async function listOrders(
  ctx: Ctx,
  { status, q, after }: OrderFilter,
): Promise<Page<Order & { buyer: { name: string; email: string } }>> {
  if (!maySeeEveryOrder(ctx.actor) && !hasRole(ctx.actor, 'creator')) throw forbidden()
  const found = await page(
    ctx,
    and(ownSales(ctx), status ? eq(orders.status, status) : undefined, q ? matching(q) : undefined),
    after,
  )
  const buyers = await buyersOf(ctx, found.items)
  return {
    ...found,
    items: found.items.map((order) => ({
      ...order,
      buyer: buyers.get(order.buyerId) ?? { name: '', email: '' },
    })),
  }
}

function ownSales(ctx: Ctx): SQL | undefined {
  if (maySeeEveryOrder(ctx.actor) || ctx.actor.kind !== 'person') return undefined
  return sql`exists (select 1 from ${orderLines} join ${items} on ${items.id} = ${orderLines.itemId}
    where ${orderLines.orderId} = ${orders.id} and ${items.authorId} = ${ctx.actor.personId})`
}

function matching(q: string): SQL | undefined {
  const part = `%${q.trim().replace(/[\\%_]/g, '\\$&')}%`
  return or(
    eq(orders.number, q.trim().toUpperCase()),
    sql`exists (select 1 from ${people} where ${people.id} = ${orders.buyerId}
      and (${ilike(people.name, part)} or ${ilike(people.email, part)}))`,
  )
}

async function page(ctx: Ctx, where: SQL | undefined, after?: string): Promise<Page<Order>> {
  const rows = await ctx.db
    .select()
    .from(orders)
    .where(and(where, after && isId(after) ? lt(orders.id, after) : undefined))
    .orderBy(desc(orders.id))
    .limit(PAGE + 1)
  const { items: kept, next } = pageOf(rows, PAGE, ({ id }) => id)
  return { items: await withLines(ctx, kept), next }
}

async function buyersOf(ctx: Ctx, list: Order[]) {
  const ids = [...new Set(list.map(({ buyerId }) => buyerId))]
  const rows = ids.length
    ? await ctx.db
        .select({ id: people.id, name: people.name, email: people.email })
        .from(people)
        .where(inArray(people.id, ids))
    : []
  return new Map(rows.map(({ id, name, email }) => [id, { name, email }]))
}
