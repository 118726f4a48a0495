import { randomBytes } from 'node:crypto'
import type { HttpBindings } from '@hono/node-server'
import { serveStatic } from '@hono/node-server/serve-static'
import { Hono } from 'hono'
import { identify, identifyByToken, nobody } from '#accounts'
import {
  type ApiContext,
  api,
  clientAddress,
  type Env,
  guardAgainstForgery,
  isMachineCall,
  limitBody,
  problem,
  secureHeaders,
} from '#api'
import { visitor } from '#kernel/actor.ts'
import type { AppError } from '#kernel/errors.ts'
import type { Config } from '#platform/config/config.ts'
import type { Log } from '#platform/log/log.ts'
import { asRefusal } from '#platform/postgres/as-refusal.ts'
import type { Db } from '#platform/postgres/db.ts'

export type Surroundings = { config: Config; db: Db; log: Log; now: () => Date }
/** Answers everything that is not the machines' surface; a refusal is shown as a page too. */
export type Pages = (c: ApiContext, refusal?: AppError) => Promise<Response>

/** The whole site as one Hono app: guards first, then machines, then pages. */
export function createServer(around: Surroundings, pages: Pages): Hono<Env> {
  const app = new Hono<Env>()
  app.onError((error, c) => {
    const refusal = asRefusal(error)
    return refusal && isPerson(c) ? pages(c, refusal) : problem(error, c)
  })
  app.use(secureHeaders(around.config))
  app.use(async (c, next) => {
    setUp(c, around)
    await next()
    c.header('X-Request-Id', c.var.requestId)
  })
  const assets = { root: './build/client', precompressed: true, onFound: cacheForever }
  app.use('/assets/*', serveStatic(assets))
  app.use(limitBody)
  app.use(async (c, next) => {
    await recognise(c)
    await next()
  })
  app.use(guardAgainstForgery(around.config))
  app.route('/', api())
  app.all('*', (c) => pages(c))
  return app
}

/** Whether a browser asks for a page, as against a script or a machine that asks for data. */
function isPerson(c: ApiContext): boolean {
  return !c.req.path.startsWith('/api/') && (c.req.header('accept') ?? '').includes('text/html')
}

function setUp(c: ApiContext, { config, db, log, now }: Surroundings): void {
  c.set('config', config)
  c.set('identity', nobody)
  c.set('requestId', randomBytes(8).toString('hex'))
  c.set('ipAddress', clientAddress(c.env as HttpBindings, c.req.header(), config.trustedProxies))
  c.set('ctx', { db, actor: visitor, now: now(), log })
}

/** Finds out who asks: a bearer token for machines, else the session cookie. */
async function recognise(c: ApiContext): Promise<void> {
  const bearer = /^Bearer (\S+)$/.exec(c.req.header('authorization') ?? '')?.[1]
  const { ctx } = c.var
  const identity = bearer ? await identifyByToken(ctx, bearer) : await byCookie(c)
  c.set('identity', identity)
  c.set('ctx', { ...ctx, actor: identity.actor })
}

function byCookie(c: ApiContext) {
  return isMachineCall(c) ? nobody : identify(c.var.ctx, c.req.raw.headers)
}

function cacheForever(_path: string, c: { header: (name: string, value: string) => void }): void {
  c.header('Cache-Control', 'public, max-age=31536000, immutable')
}
