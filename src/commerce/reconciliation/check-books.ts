import { desc } from 'drizzle-orm'
import { system } from '#kernel/actor.ts'
import * as payments from '#payments'
import { audit } from '#platform/audit/audit.ts'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { record } from '#platform/events/record.ts'
import { type Finding, verifyBooks } from '../settlement/books/verify-books.ts'
import { bookChecks } from '../tables.ts'

export type BookCheck = typeof bookChecks.$inferSelect

const NAMED = 10

/** Recomputes the books and the payment log's chain and keeps what it found; alarms if off. */
export async function checkBooks(ctx: Ctx): Promise<BookCheck> {
  payments.requireReconciler(ctx)
  const books = await verifyBooks({ ...ctx, actor: system('check-books') })
  const log = await payments.verifyPaymentLog(ctx)
  return inTransaction(ctx, async (tx) => {
    const [check] = await tx.db
      .insert(bookChecks)
      .values({
        balanced: books.findings.length === 0,
        transfers: books.transfers,
        findings: books.findings.slice(0, NAMED).map(inWords).join('\n'),
        logIntact: log.intact,
        links: log.links,
        at: tx.now,
      })
      .returning()
    if (!check) throw new Error('insert returned no row')
    if (check.balanced && check.logIntact) return check
    const { balanced, logIntact, findings } = check
    await audit(tx, 'books.broken', 'books', { balanced, logIntact, findings })
    await record(tx, { name: 'books.broken', balanced, logIntact })
    tx.log.error({ balanced, logIntact, findings }, 'the books are broken')
    return check
  })
}

function inWords({ check, subject, detail }: Finding): string {
  return `${check} ${subject}: ${detail}`
}

export async function findBookCheck(ctx: Ctx): Promise<BookCheck | null> {
  const [check] = await ctx.db.select().from(bookChecks).orderBy(desc(bookChecks.id)).limit(1)
  return check ?? null
}
