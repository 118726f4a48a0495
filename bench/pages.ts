import { load } from './load.ts'
import { benchMember, openBenchSite } from './site.ts'
import { table } from './table.ts'
import { helloOf } from './yardstick.ts'

/** Pages per second: kept for visitors, rendered for visitors, rendered for a member. */
export async function benchPages(): Promise<void> {
  const rows: (string | number)[][] = []
  for (const cached of [true, false]) {
    const site = await openBenchSite(cached ? {} : { PAGE_CACHE: '0' })
    const { token } = await benchMember(site.ctx, [site.article.id, site.course.id])
    const pages = {
      home: '/',
      article: `/articles/${encodeURIComponent(site.article.slug)}`,
      course: `/courses/${encodeURIComponent(site.course.slug)}`,
    }
    const visitors: [string, Record<string, string>][] = cached
      ? [['visitor, kept', { 'accept-encoding': 'br' }]]
      : [
          ['visitor, rendered', { 'accept-encoding': 'br' }],
          ['member', { authorization: `Bearer ${token}` }],
        ]
    for (const [who, headers] of visitors) {
      for (const [name, path] of Object.entries(pages)) {
        const body = await (await fetch(site.url + path, { headers })).arrayBuffer()
        const target = { port: site.port, path, headers }
        await load(target, { seconds: 1 })
        const measured = await load(target)
        const hello = await helloOf(body.byteLength, 16)
        rows.push([
          `${name}, ${who}`,
          measured.perSecond,
          measured.p50,
          measured.p99,
          measured.perSecond / hello.perSecond,
          measured.failed,
        ])
      }
    }
    await site.close()
  }
  table(
    'Pages, 16 connections',
    ['page', 'req/s', 'p50 ms', 'p99 ms', '÷ Hono hello of that size', 'failed'],
    rows,
  )
}
