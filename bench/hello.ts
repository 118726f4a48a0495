import { serve } from '@hono/node-server'
import { Hono } from 'hono'

// The yardstick: the same server library sending a body of the size given, and doing nothing else.
const [port = '0', bytes = '1000'] = process.argv.slice(2)
const body = 'x'.repeat(Number(bytes))
const app = new Hono()
app.get('/', (c) => c.html(body))
serve({ fetch: app.fetch, port: Number(port), hostname: '127.0.0.1' }, () =>
  process.send?.('ready'),
)
