import type { Actor } from '#kernel/actor.ts'
import type { Log } from './log/log.ts'
import type { Db } from './postgres/db.ts'

/** Everything a verb may reach; its first argument, never imported. */
export type Ctx = { db: Db; actor: Actor; now: Date; log: Log }

/** The same context inside one transaction; joins the one already under way. */
export function inTransaction<T>(ctx: Ctx, work: (tx: Ctx) => Promise<T>): Promise<T> {
  if (ctx.db.inTransaction) return work(ctx)
  return ctx.db.transaction((db) => work({ ...ctx, db }))
}
