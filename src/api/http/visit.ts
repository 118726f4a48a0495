import type { HttpBindings } from '@hono/node-server'
import type { Context } from 'hono'
import type { Identity } from '#accounts'
import type { Config } from '#platform/config/config.ts'
import type { Ctx } from '#platform/ctx.ts'

/** What every handler finds on its request. */
export type Env = {
  Bindings: HttpBindings
  Variables: {
    ctx: Ctx
    identity: Identity
    ipAddress: string
    config: Config
    requestId: string
  }
}

export type ApiContext = Context<Env>
