import { asc, eq, gt } from 'drizzle-orm'
import type { Ctx } from '#platform/ctx.ts'
import { paymentLog, paymentLogLinks } from '../tables.ts'
import { FIRST_SEAL, linkSeal } from './link.ts'

/** `brokenAt` is the position of the first link that does not hold; null when all do. */
export type LogReport = { intact: boolean; links: number; brokenAt: bigint | null }

const BATCH = 1000

/** Recomputes the chain from its start: a row changed, taken out or put in between breaks it. */
export async function verifyPaymentLog(ctx: Ctx): Promise<LogReport> {
  let position = 0n
  let seal = FIRST_SEAL
  for (;;) {
    const rows = await ctx.db
      .select({ link: paymentLogLinks, row: paymentLog })
      .from(paymentLogLinks)
      .leftJoin(paymentLog, eq(paymentLog.id, paymentLogLinks.logId))
      .where(gt(paymentLogLinks.position, position))
      .orderBy(asc(paymentLogLinks.position))
      .limit(BATCH)
    for (const { link, row } of rows) {
      const expected = row && linkSeal(seal, row)
      if (link.position !== position + 1n || link.seal !== expected) {
        return { intact: false, links: Number(position), brokenAt: position + 1n }
      }
      position = link.position
      seal = link.seal
    }
    if (rows.length < BATCH) return { intact: true, links: Number(position), brokenAt: null }
  }
}
