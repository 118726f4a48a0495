import { Hono } from 'hono'
import { feeds } from './feeds/feeds.ts'
import { gatewayNotifications } from './gateways/notify.ts'
import type { Env } from './http/visit.ts'
import { unsubscribeCalls } from './mails/unsubscribe.ts'
import { mediaCalls } from './media/media.ts'
import { operation } from './operation/operation.ts'
import { originalCalls } from './original/original.ts'
import { signalCalls } from './signals/signals.ts'

/** Everything that machines ask for; pages are the router's. */
export function api(): Hono<Env> {
  const app = new Hono<Env>()
  app.route('/', operation())
  app.route('/', feeds())
  app.route('/', mediaCalls())
  app.route('/', signalCalls())
  app.route('/', unsubscribeCalls())
  app.route('/api', gatewayNotifications())
  app.route('/api', originalCalls())
  return app
}
