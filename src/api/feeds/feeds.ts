import { Hono } from 'hono'
import { siteAddress } from '#accounts'
import * as catalog from '#catalog'
import type { Ctx } from '#platform/ctx.ts'
import { getSettings } from '#platform/settings/settings.ts'
import type { Env } from '../http/visit.ts'
import { rssXml, sitemapXml } from './xml.ts'

/** What search engines and feed readers fetch: published things and public words only. */
export function feeds(): Hono<Env> {
  const app = new Hono<Env>()
  app.get('/robots.txt', (c) => c.text(robots(siteAddress())))
  app.get('/sitemap.xml', async (c) => {
    const entries = await everyEntry(c.var.ctx)
    return c.body(sitemapXml(siteAddress(), entries), 200, XML)
  })
  app.get('/feed.xml', async (c) => {
    const { siteName, tagline } = await getSettings(c.var.ctx)
    const entries = await catalog.listFeed(c.var.ctx)
    return c.body(rssXml(siteAddress(), { siteName, tagline }, entries), 200, RSS)
  })
  return app
}

/** sitemaps.org allows 50,000 addresses in one file. */
const MAX_ENTRIES = 50_000

async function everyEntry(ctx: Ctx): Promise<catalog.SitemapEntry[]> {
  const all: catalog.SitemapEntry[] = []
  let after: string | undefined
  do {
    const page = await catalog.listSitemap(ctx, after)
    all.push(...page.items)
    after = page.next ?? undefined
  } while (after !== undefined && all.length < MAX_ENTRIES)
  return all
}

const XML = {
  'Content-Type': 'application/xml; charset=utf-8',
  'Cache-Control': 'public, max-age=300',
}
const RSS = { ...XML, 'Content-Type': 'application/rss+xml; charset=utf-8' }

function robots(address: string): string {
  const closed = ['/studio', '/account', '/library', '/orders', '/checkout', '/pay/', '/api/']
  return [
    'User-agent: *',
    ...closed.map((path) => `Disallow: ${path}`),
    '',
    `Sitemap: ${address}/sitemap.xml`,
    '',
  ].join('\n')
}
