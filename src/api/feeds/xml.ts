import type { FeedEntry, SitemapEntry } from '#catalog'

/** Escapes text for element content and attributes, and drops what XML 1.0 forbids. */
export function xmlText(text: string): string {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must go
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
  )
}

/** sitemaps.org 0.9; one file holds 50,000 addresses, far above a personal site. */
export function sitemapXml(address: string, entries: SitemapEntry[]): string {
  const urls = entries.map(
    (entry) =>
      `<url><loc>${xmlText(addressOf(address, entry))}</loc>` +
      `<lastmod>${entry.updatedAt.toISOString()}</lastmod></url>`,
  )
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">',
    `<url><loc>${xmlText(address)}/</loc></url>`,
    ...urls,
    '</urlset>',
  ].join('\n')
}

/** RSS 2.0 with the public summary of each piece; bodies stay on the site. */
export function rssXml(
  address: string,
  site: { siteName: string; tagline: string },
  entries: FeedEntry[],
): string {
  const items = entries.map((entry) => {
    const link = xmlText(addressOf(address, entry))
    return [
      '<item>',
      `<title>${xmlText(entry.title)}</title>`,
      `<link>${link}</link><guid isPermaLink="true">${link}</guid>`,
      `<pubDate>${entry.publishedAt.toUTCString()}</pubDate>`,
      `<dc:creator>${xmlText(entry.authorName)}</dc:creator>`,
      `<description>${xmlText(entry.summary)}</description>`,
      '</item>',
    ].join('')
  })
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"',
    ' xmlns:atom="http://www.w3.org/2005/Atom"><channel>',
    `<title>${xmlText(site.siteName)}</title><link>${xmlText(address)}/</link>`,
    `<description>${xmlText(site.tagline)}</description><language>zh-CN</language>`,
    `<atom:link href="${xmlText(address)}/feed.xml" rel="self" type="application/rss+xml"/>`,
    ...items,
    '</channel></rss>',
  ].join('\n')
}

function addressOf(address: string, { kind, slug }: { kind: string; slug: string }): string {
  return `${address}/${kind}s/${encodeURIComponent(slug)}`
}
