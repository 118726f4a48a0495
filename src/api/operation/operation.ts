import { sql } from 'drizzle-orm'
import { Hono } from 'hono'
import type { Env } from '../http/visit.ts'

/** Whether the process lives, and whether it can do its work: for whoever restarts or routes. */
export function operation(): Hono<Env> {
  const app = new Hono<Env>()
  app.get('/healthz', (c) => c.json({ ok: true }))
  app.get('/readyz', async (c) => {
    await c.var.ctx.db.execute(sql`select 1`)
    return c.json({ ok: true })
  })
  return app
}
