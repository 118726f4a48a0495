import { and, desc, eq, lt } from 'drizzle-orm'
import { people } from '#accounts/tables.ts'
import { hasRole } from '#kernel/actor.ts'
import { forbidden, unauthenticated } from '#kernel/errors.ts'
import { isId } from '#kernel/ids.ts'
import { type Page, pageOf } from '#kernel/pages.ts'
import type { Ctx } from '#platform/ctx.ts'
import { payouts } from '../../tables.ts'
import { mayDecidePayouts, openPayout, type Payout, type PayoutStatus } from './payout.ts'

const PAGE = 20

/** Payouts, newest first: a creator's own, all for the owner. */
export async function listPayouts(
  ctx: Ctx,
  { status, after }: { status?: PayoutStatus | undefined; after?: string | undefined } = {},
): Promise<Page<Payout & { payee: string }>> {
  if (ctx.actor.kind !== 'person') throw unauthenticated()
  if (!hasRole(ctx.actor, 'creator')) throw forbidden()
  const own = mayDecidePayouts(ctx.actor) ? undefined : eq(payouts.personId, ctx.actor.personId)
  const rows = await ctx.db
    .select({ payout: payouts, payee: people.name })
    .from(payouts)
    .innerJoin(people, eq(people.id, payouts.personId))
    .where(
      and(
        own,
        status ? eq(payouts.status, status) : undefined,
        after && isId(after) ? lt(payouts.id, after) : undefined,
      ),
    )
    .orderBy(desc(payouts.id))
    .limit(PAGE + 1)
  const { items, next } = pageOf(rows, PAGE, ({ payout }) => payout.id)
  return { items: items.map(({ payout, payee }) => ({ ...openPayout(payout), payee })), next }
}
