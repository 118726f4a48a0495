import { asc, eq } from 'drizzle-orm'
import { people } from '#accounts/tables.ts'
import { notFound, unauthenticated } from '#kernel/errors.ts'
import { audit } from '#platform/audit/audit.ts'
import type { Ctx } from '#platform/ctx.ts'
import { payoutHistory, payouts } from '../../tables.ts'
import {
  mayApprove,
  mayDecidePayouts,
  maySeePayout,
  openDetails,
  openPayout,
  type Payout,
  type PayoutDetails,
} from './payout.ts'

export type PayoutFile = {
  payout: Payout
  payee: string
  /** The whole account, for who has to pay by hand; null for everyone else. */
  details: PayoutDetails | null
  may: { approve: boolean; cancel: boolean; pay: boolean }
  history: { from: string | null; to: string; actor: string; reason: string; at: Date }[]
}

/** One payout and what the actor may do with it; that somebody read the account is audited. */
export async function getPayout(ctx: Ctx, number: string): Promise<PayoutFile> {
  if (ctx.actor.kind === 'visitor') throw unauthenticated()
  const [row] = await ctx.db
    .select({ payout: payouts, payee: people.name })
    .from(payouts)
    .innerJoin(people, eq(people.id, payouts.personId))
    .where(eq(payouts.number, number))
  if (!row || !maySeePayout(ctx.actor, row.payout)) throw notFound('payout.not_found')
  const { status } = row.payout
  const decides = mayDecidePayouts(ctx.actor)
  const pays = decides && status === 'approved'
  if (pays) await audit(ctx, 'payout.account_read', `payout:${number}`)
  const history = await ctx.db
    .select({
      from: payoutHistory.fromStatus,
      to: payoutHistory.toStatus,
      actor: payoutHistory.actor,
      reason: payoutHistory.reason,
      at: payoutHistory.at,
    })
    .from(payoutHistory)
    .where(eq(payoutHistory.payoutId, row.payout.id))
    .orderBy(asc(payoutHistory.id))
  return {
    payout: openPayout(row.payout),
    payee: row.payee,
    details: pays ? openDetails(row.payout) : null,
    may: {
      approve: decides && status === 'requested' && mayApprove(ctx.actor, row.payout),
      cancel: status === 'requested' || status === 'approved',
      pay: pays,
    },
    history,
  }
}
