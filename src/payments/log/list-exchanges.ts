import { and, asc, eq, gte, like, lte } from 'drizzle-orm'
import { hasRole } from '#kernel/actor.ts'
import { forbidden } from '#kernel/errors.ts'
import type { Ctx } from '#platform/ctx.ts'
import type { Charge } from '../charges/charge.ts'
import { paymentLog } from '../tables.ts'

export type LoggedExchange = { at: Date; direction: string; content: string }

const MOST = 200
/** A charge is paid within its life; what is said of it later is not how it was paid. */
const AFTER_MS = 86_400_000

/**
 * The calls that name one charge, from its opening to a day after its end, without the payer's
 * network address; for staff that answers for it.
 */
export async function listExchanges(ctx: Ctx, charge: Charge): Promise<LoggedExchange[]> {
  if (!hasRole(ctx.actor, 'support', 'owner')) throw forbidden()
  const end = charge.settledAt ?? charge.expiresAt
  const rows = await ctx.db
    .select({ at: paymentLog.at, direction: paymentLog.direction, content: paymentLog.content })
    .from(paymentLog)
    .where(
      and(
        eq(paymentLog.provider, charge.provider),
        gte(paymentLog.at, charge.createdAt),
        lte(paymentLog.at, new Date(end.getTime() + AFTER_MS)),
        like(paymentLog.content, `%${charge.outTradeNo}%`),
      ),
    )
    .orderBy(asc(paymentLog.id))
    .limit(MOST)
  return rows.map((row) => ({ ...row, content: withoutAddress(row.content) }))
}

/** As the gateways call it: `payer_client_ip`, `client_ip`, `spbill_create_ip`, escaped or not. */
function withoutAddress(content: string): string {
  return content.replace(/(_ip\\*"\s*:\s*\\*")[^"\\]*/g, '$1***')
}
