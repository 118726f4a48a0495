import { desc } from 'drizzle-orm'
import { verifyLedger } from '#ledger'
import * as payments from '#payments'
import { audit } from '#platform/audit/audit.ts'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { record } from '#platform/events/record.ts'
import { bookChecks } from '../tables.ts'

export type BookCheck = typeof bookChecks.$inferSelect

const NAMED = 10

/** Recomputes the ledger and the payment log's chain and keeps what it found; alarms if off. */
export async function checkBooks(ctx: Ctx): Promise<BookCheck> {
  payments.requireReconciler(ctx)
  const ledger = await verifyLedger(ctx)
  const log = await payments.verifyPaymentLog(ctx)
  return inTransaction(ctx, async (tx) => {
    const [check] = await tx.db
      .insert(bookChecks)
      .values({
        balanced: ledger.balanced,
        transfers: ledger.transfers,
        unbalanced: ledger.unbalanced.slice(0, NAMED).join(' '),
        logIntact: log.intact,
        links: log.links,
        at: tx.now,
      })
      .returning()
    if (!check) throw new Error('insert returned no row')
    if (check.balanced && check.logIntact) return check
    const { balanced, logIntact, unbalanced } = check
    await audit(tx, 'books.broken', 'books', { balanced, logIntact, unbalanced })
    await record(tx, { name: 'books.broken', balanced, logIntact })
    tx.log.error({ balanced, logIntact, unbalanced }, 'the books are broken')
    return check
  })
}

export async function findBookCheck(ctx: Ctx): Promise<BookCheck | null> {
  const [check] = await ctx.db.select().from(bookChecks).orderBy(desc(bookChecks.id)).limit(1)
  return check ?? null
}
