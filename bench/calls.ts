import { load } from './load.ts'
import { benchMember, openBenchSite } from './site.ts'
import { table } from './table.ts'
import { helloOf } from './yardstick.ts'

/** The five calls of the original description. */
export async function benchCalls(): Promise<void> {
  const site = await openBenchSite()
  const { port, ctx } = site
  const hello = await helloOf(200, 8)
  const rows: (string | number)[][] = []
  const json = { 'content-type': 'application/json' }
  const { token } = await benchMember(ctx, [])
  const auth = { ...json, authorization: `Bearer ${token}` }
  let n = 0
  const calls = {
    'GET /api/courses': () => ({ port, path: '/api/courses' }),
    'POST /api/payments (same order again)': () => ({
      port,
      path: '/api/payments',
      method: 'POST',
      headers: auth,
      body: JSON.stringify({ courseId: site.course.id, method: 'alipay' }),
    }),
    'POST /api/users/login (wrong password)': () => ({
      port,
      path: '/api/users/login',
      method: 'POST',
      headers: json,
      body: JSON.stringify({ email: `nobody${n++}@example.com`, password: 'wrong password' }),
    }),
  }
  for (const [name, target] of Object.entries(calls)) {
    const { perSecond, p50, p99 } = await load(target, { connections: 8, seconds: 3 })
    rows.push([name, perSecond, p50, p99, perSecond / hello.perSecond])
  }
  await site.close()
  table('Calls, 8 connections', ['call', 'req/s', 'p50 ms', 'p99 ms', '÷ Hono hello'], rows)
}
