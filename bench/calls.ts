import { grantRole } from '#accounts'
import { load } from './load.ts'
import { benchMember, openBenchSite } from './site.ts'
import { table } from './table.ts'
import { helloOf } from './yardstick.ts'

/** The five calls of the original description. */
export async function benchCalls(): Promise<void> {
  // Behind a proxy that names a new client each time, so that no limit per address is met.
  const site = await openBenchSite({ TRUSTED_PROXIES: '1' })
  const { port, ctx } = site
  const hello = await helloOf(200, 8)
  const rows: (string | number)[][] = []
  const json = { 'content-type': 'application/json' }
  const { token } = await benchMember(ctx, [])
  const creator = await benchMember(ctx, [])
  await grantRole(ctx, creator.id, 'creator')
  const auth = { ...json, authorization: `Bearer ${token}` }
  let n = 0
  const fromAnywhere = () => ({
    ...json,
    'x-forwarded-for': `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`,
  })
  const calls = {
    'GET /api/courses': () => ({ port, path: '/api/courses' }),
    'POST /api/payments (same order again)': () => ({
      port,
      path: '/api/payments',
      method: 'POST',
      headers: auth,
      body: JSON.stringify({ courseId: site.course.id, method: 'alipay' }),
    }),
    'POST /api/courses': () => ({
      port,
      path: '/api/courses',
      method: 'POST',
      headers: { ...json, authorization: `Bearer ${creator.token}` },
      body: JSON.stringify({ title: `量尺 ${n++}`, description: '一课', price: '9.90' }),
    }),
    'POST /api/users/register': () => ({
      port,
      path: '/api/users/register',
      method: 'POST',
      headers: fromAnywhere(),
      body: JSON.stringify({
        username: `bench_${++n}`,
        email: `bench_${n}@example.com`,
        password: '半亩方塘一鉴开 42',
      }),
    }),
    'POST /api/users/login (wrong password)': () => ({
      port,
      path: '/api/users/login',
      method: 'POST',
      headers: fromAnywhere(),
      body: JSON.stringify({ email: `nobody${n++}@example.com`, password: 'wrong password' }),
    }),
  }
  for (const [name, target] of Object.entries(calls)) {
    const measured = await load(target, { connections: 8, seconds: 3 })
    const { perSecond, p50, p99, failed } = measured
    rows.push([name, perSecond, p50, p99, perSecond / hello.perSecond, failed])
  }
  await site.close()
  table(
    'Calls, 8 connections',
    ['call', 'req/s', 'p50 ms', 'p99 ms', '÷ Hono hello', 'refused'],
    rows,
  )
}
