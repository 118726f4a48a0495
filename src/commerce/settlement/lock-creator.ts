import { sql } from 'drizzle-orm'
import type { Ctx } from '#platform/ctx.ts'

/** Lets one thing happen at a time to what is payable to a creator, until the transaction ends. */
export async function lockCreator(tx: Ctx, personId: string): Promise<void> {
  const lock = `payable:${personId}`
  await tx.db.execute(sql`select pg_advisory_xact_lock(hashtextextended(${lock}, 0))`)
}
