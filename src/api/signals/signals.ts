import { Hono } from 'hono'
import { isbot } from 'isbot'
import * as recommendations from '#recommendations'
import { readJson } from '../http/read-json.ts'
import type { ApiContext, Env } from '../http/visit.ts'
import { keepTaste, tasteCookie } from './taste-cookie.ts'

/** What reading pages tell by themselves: how long they were in sight, how far they were read. */
export function signalCalls(): Hono<Env> {
  const app = new Hono<Env>()
  app.post('/api/views', async (c) => {
    const report = await readJson(c.req.raw, recommendations.viewReport)
    if (!isUnwilling(c)) await take(c, report)
    return c.body(null, 204)
  })
  return app
}

async function take(c: ApiContext, report: recommendations.ViewReport): Promise<void> {
  const { ctx } = c.var
  if (ctx.actor.kind === 'person') {
    await recommendations.noteView(ctx, report)
    return
  }
  const cookie = tasteCookie(c)
  if (cookie === recommendations.NO_TASTE || !(await recommendations.mayRemember(ctx, report)))
    return
  c.header('Set-Cookie', keepTaste(recommendations.addToTaste(cookie, report.itemId)), {
    append: true,
  })
}

/** Machines, and browsers that say by Global Privacy Control that nobody may learn from them. */
function isUnwilling(c: ApiContext): boolean {
  return c.req.header('sec-gpc') === '1' || isbot(c.req.header('user-agent') ?? '')
}
