import { Hono } from 'hono'
import { isReady } from '#platform/postgres/is-ready.ts'
import type { Env } from '../http/visit.ts'

/** Whether the process lives, and whether it can do its work: for whoever restarts or routes. */
export function operation(): Hono<Env> {
  const app = new Hono<Env>()
  app.get('/healthz', (c) => c.json({ ok: true }))
  app.get('/readyz', async (c) => c.json({ ok: await isReady(c.var.ctx) }))
  return app
}
