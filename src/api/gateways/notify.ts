import { Hono } from 'hono'
import * as commerce from '#commerce'
import { invalid, notFound } from '#kernel/errors.ts'
import { type ProviderName, providerNames } from '#payments'
import type { Env } from '../http/visit.ts'

/** A notification is a few kB; a hundred times that is an attack. */
const MAX_BYTES = 256 * 1024

/**
 * Where gateways report: no session, no cookie, the provider fixed by the path, the signature over
 * the bytes as they came. The answer is the gateway's own receipt, sent after the commit.
 */
export function gatewayNotifications(): Hono<Env> {
  const app = new Hono<Env>()
  app.post('/gateways/:provider/notify', async (c) => {
    const name = c.req.param('provider')
    if (!isProvider(name)) throw notFound('gateway.not_found')
    const body = new Uint8Array(await c.req.arrayBuffer())
    if (body.byteLength > MAX_BYTES) throw invalid('request.too_large')
    const receipt = await commerce.takeNotification(c.var.ctx, name, {
      headers: c.req.raw.headers,
      body,
    })
    const { status, headers } = receipt
    return new Response(status === 204 ? null : receipt.body, { status, headers })
  })
  return app
}

function isProvider(name: string): name is ProviderName {
  return (providerNames as readonly string[]).includes(name)
}
