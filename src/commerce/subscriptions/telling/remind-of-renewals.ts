import { and, eq, gt, isNull, lte, notExists, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import { forbidden } from '#kernel/errors.ts'
import { entitlements } from '#library/tables.ts'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { renewalNotices, subscriptions } from '../../tables.ts'
import { graceOf, signedAmount } from '../subscription.ts'
import { tellOnce } from './tell-once.ts'

const DAY_MS = 86_400_000
const BATCH = 100
const reminders = [
  { days: 7, charge: 'charge_in_7', term: 'term_ends_in_7' },
  { days: 1, charge: 'charge_in_1', term: 'term_ends_in_1' },
] as const

/** Writes to whom a charge or the end of a term is near, a week and a day before, each once. */
export async function remindOfRenewals(ctx: Ctx): Promise<void> {
  if (ctx.actor.kind !== 'system') throw forbidden()
  for (const { days, charge, term } of reminders) {
    const until = new Date(ctx.now.getTime() + days * DAY_MS)
    // Who is told in the last day is not told of a week too.
    const from = days > 1 ? new Date(ctx.now.getTime() + DAY_MS) : ctx.now
    await remindOfCharges(ctx, charge, { from, until })
    await remindOfEnds(ctx, term, { from, until })
  }
}

type Span = { from: Date; until: Date }

async function remindOfCharges(ctx: Ctx, what: 'charge_in_7' | 'charge_in_1', span: Span) {
  const { currentPeriodEnd } = subscriptions
  const subject = sql`${subscriptions.id}::text || ':' || to_char(
    ${currentPeriodEnd} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
  const near = await ctx.db
    .select()
    .from(subscriptions)
    .where(
      and(
        eq(subscriptions.status, 'active'),
        gt(currentPeriodEnd, span.from),
        lte(currentPeriodEnd, span.until),
        notExists(noticeOf(ctx, subject, what)),
      ),
    )
    .limit(BATCH)
  for (const one of near) {
    const { personId, itemId, currentPeriodEnd: at } = one
    const amount = signedAmount(one)
    const notice = { subject: graceOf(one, at), what, personId, itemId, at, amount }
    await inTransaction(ctx, (tx) => tellOnce(tx, notice))
  }
}

/** Only of the last term of an item, and of none that renews by itself. */
async function remindOfEnds(ctx: Ctx, what: 'term_ends_in_7' | 'term_ends_in_1', span: Span) {
  const later = alias(entitlements, 'later')
  const { id, personId, itemId, endsAt, sourceKind, revokedAt } = entitlements
  const near = await ctx.db
    .select({ id, personId, itemId, endsAt })
    .from(entitlements)
    .where(
      and(
        eq(sourceKind, 'order'),
        isNull(revokedAt),
        gt(endsAt, span.from),
        lte(endsAt, span.until),
        notExists(noticeOf(ctx, sql`'term:' || ${id}::text`, what)),
        notExists(
          ctx.db
            .select({ id: later.id })
            .from(later)
            .where(
              and(
                eq(later.personId, personId),
                eq(later.itemId, itemId),
                isNull(later.revokedAt),
                sql`(${later.endsAt} is null or ${later.endsAt} > ${endsAt})`,
              ),
            ),
        ),
        notExists(
          ctx.db
            .select({ id: subscriptions.id })
            .from(subscriptions)
            .where(
              and(
                eq(subscriptions.personId, personId),
                eq(subscriptions.itemId, itemId),
                sql`${subscriptions.status} in ('active', 'past_due')`,
              ),
            ),
        ),
      ),
    )
    .limit(BATCH)
  for (const one of near) {
    if (!one.endsAt) continue
    const notice = { personId: one.personId, itemId: one.itemId, at: one.endsAt }
    await inTransaction(ctx, (tx) => tellOnce(tx, { subject: `term:${one.id}`, what, ...notice }))
  }
}

function noticeOf(ctx: Ctx, subject: ReturnType<typeof sql>, what: string) {
  return ctx.db
    .select({ subject: renewalNotices.subject })
    .from(renewalNotices)
    .where(and(eq(renewalNotices.subject, subject), eq(renewalNotices.kind, what)))
}
