import type { HttpBrowser } from './http-browser.ts'

export type Visited = { path: string; status: number; text: string }

const MAX_PAGES = 400
const LINK = /(?:href|src|action|content|poster|data-poll|data-poll-to)="([^"]+)"/g
const IN_XML = /<(?:loc|link|guid[^>]*)>([^<]+)</g
const TEXTUAL = /html|xml|json|x-script|text\//

/** How a crawl goes on from its seeds, and in which other forms it asks for their bytes. */
export type Thoroughness = { follow?: boolean; forms?: 'all' | 'data' | 'none' }

/** Opens the pages given, those that links lead to, and the other forms in which they are had. */
export async function crawl(
  browser: HttpBrowser,
  seeds: readonly string[],
  { follow = false, forms = 'none' }: Thoroughness = {},
): Promise<Visited[]> {
  const seen = new Set<string>()
  const queue = [...seeds]
  const visited: Visited[] = []
  for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
    if (seen.has(path) || seen.size >= MAX_PAGES) continue
    seen.add(path)
    const page = await open(browser, path, {})
    visited.push(page.visited)
    if (follow) queue.push(...page.links)
    for (const [url, headers, method] of otherFormsOf(path, page.etag, forms)) {
      visited.push((await open(browser, url, headers, method)).visited)
    }
  }
  return visited
}

type Form = [path: string, headers: Record<string, string>, method?: string]

function otherFormsOf(path: string, etag: string | null, forms: Thoroughness['forms']): Form[] {
  const [pathname = '', query] = path.split('?')
  if (forms === 'none' && !pathname.startsWith('/media/')) return []
  if (pathname.startsWith('/media/')) {
    return [
      [path, { Range: 'bytes=0-99999' }],
      [path, { Range: 'bytes=-200' }],
      [path, { Range: 'bytes=100-', 'If-Range': etag ?? '"x"' }],
      [path, {}, 'HEAD'],
    ]
  }
  const data = `${pathname === '/' ? '/_' : pathname}.data`
  const asData: Form = [`${data}${query ? `?${query}` : ''}`, {}]
  if (forms === 'data') return [asData]
  return [
    asData,
    [path, { 'If-None-Match': etag ?? '*' }],
    [path, {}, 'HEAD'],
    [path, { Accept: 'application/json', 'Accept-Encoding': 'identity', Range: 'bytes=0-' }],
  ]
}

async function open(
  browser: HttpBrowser,
  path: string,
  headers: Record<string, string>,
  method = 'GET',
) {
  const response = await browser.ask(path, { headers, method })
  const bytes = Buffer.from(await response.arrayBuffer())
  const type = response.headers.get('content-type') ?? ''
  const body = TEXTUAL.test(type) ? bytes.toString('utf8') : bytes.toString('latin1')
  const head = [...response.headers].map(([name, value]) => `${name}: ${value}`).join('\n')
  const text = `${head}\n\n${body}`
  const asked = `${method} ${path} ${JSON.stringify(headers)}`
  return {
    visited: { path: asked, status: response.status, text },
    links: TEXTUAL.test(type) ? linksIn(body, response.headers.get('location')) : [],
    etag: response.headers.get('etag'),
  }
}

function linksIn(body: string, location: string | null): string[] {
  const found = [...body.matchAll(LINK), ...body.matchAll(IN_XML)].map(([, link]) => link ?? '')
  return [...found, ...(location ? [location] : [])].flatMap((link) => {
    const plain = link.replaceAll('&amp;', '&').trim()
    if (!/^(\/(?!\/)|http:\/\/localhost:3000(\/|$))/.test(plain)) return []
    const { pathname, search } = new URL(plain, 'http://localhost:3000')
    // The same page once more: in the other language, as a goal of the log-in, as a file.
    const isSame = /[?&](lang|next)=/.test(search) || pathname.startsWith('/assets/')
    return isSame ? [] : [pathname + search]
  })
}
