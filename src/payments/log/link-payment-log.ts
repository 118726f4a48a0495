import { and, asc, desc, sql } from 'drizzle-orm'
import type { Ctx } from '#platform/ctx.ts'
import { paymentLog, paymentLogLinks } from '../tables.ts'
import { FIRST_SEAL, linkSeal } from './link.ts'

const BATCH = 500

/**
 * Continues the chain over what has been logged since the last time; rows of transactions that may
 * still be open wait for the next time. One process at a time. Returns how many rows it sealed.
 */
export async function linkPaymentLog(ctx: Ctx): Promise<number> {
  return ctx.db.transaction(async (db) => {
    const [lock] = await db.execute<{ mine: boolean }>(
      sql`select pg_try_advisory_xact_lock(hashtextextended('payment-log', 0)) as mine`,
    )
    if (!lock?.mine) return 0
    const [last] = await db
      .select()
      .from(paymentLogLinks)
      .orderBy(desc(paymentLogLinks.position))
      .limit(1)
    const { logTxid, logId } = last ?? { logTxid: 0n, logId: 0n }
    const rows = await db
      .select()
      .from(paymentLog)
      .where(
        and(
          sql`(${paymentLog.txid}, ${paymentLog.id}) > (${logTxid}, ${logId})`,
          sql`${paymentLog.txid} < pg_snapshot_xmin(pg_current_snapshot())::text::bigint`,
        ),
      )
      .orderBy(asc(paymentLog.txid), asc(paymentLog.id))
      .limit(BATCH)
    let { position, seal } = last ?? { position: 0n, seal: FIRST_SEAL }
    const links = rows.map((row) => {
      position += 1n
      seal = linkSeal(seal, row)
      return { position, logId: row.id, logTxid: row.txid, seal }
    })
    if (links.length > 0) await db.insert(paymentLogLinks).values(links)
    return links.length
  })
}
