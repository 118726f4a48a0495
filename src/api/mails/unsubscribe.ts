import { Hono } from 'hono'
import * as analytics from '#analytics'
import { invalid } from '#kernel/errors.ts'
import { readUnsubscribeQuery } from '#platform/mail/unsubscribe-link.ts'
import * as recommendations from '#recommendations'
import type { Env } from '../http/visit.ts'

/** The button of a mail program (RFC 8058): a post without cookies, proved by its address. */
export function unsubscribeCalls(): Hono<Env> {
  const app = new Hono<Env>()
  app.post('/api/unsubscribe', async (c) => {
    const claim = readUnsubscribeQuery(new URL(c.req.url).searchParams)
    if (!claim) throw invalid('mail.bad_unsubscribe')
    if (claim.list === 'digest') await recommendations.unsubscribeDigest(c.var.ctx, claim)
    else await analytics.unsubscribeLetters(c.var.ctx, claim)
    return c.body(null, 204)
  })
  return app
}
