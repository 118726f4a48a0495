import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

export type CachedPage = {
  status: number
  headers: Headers
  etag: string
  plain: Uint8Array
  gzip: Uint8Array
  brotli: Uint8Array
}

/** Bytes of finished pages one process keeps: a few hundred pages in three encodings. */
const MAX_BYTES = 48 << 20
/** A page is rendered again after this even when nothing is known to have changed. */
const TTL_MS = 60_000
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }

const gzipBytes = promisify(gzip)
const brotliBytes = promisify(brotliCompress)

export type PageCache = {
  find: (key: string, now: number) => CachedPage | null
  keep: (key: string, page: CachedPage, now: number, madeIn: number) => void
  /** Forgets everything; pages being rendered meanwhile are not kept. */
  clear: () => void
  /** Counts the clearings: a page remembers in which one its rendering began. */
  generation: () => number
}

/** Finished anonymous pages, least recently used out first. */
export function pageCache(maxBytes = MAX_BYTES): PageCache {
  const pages = new Map<string, { page: CachedPage; until: number; bytes: number }>()
  let bytes = 0
  let generation = 0
  const drop = (key: string) => {
    bytes -= pages.get(key)?.bytes ?? 0
    pages.delete(key)
  }
  return {
    find(key, now) {
      const entry = pages.get(key)
      if (!entry) return null
      pages.delete(key)
      if (entry.until <= now) {
        bytes -= entry.bytes
        return null
      }
      pages.set(key, entry)
      return entry.page
    },
    keep(key, page, now, madeIn) {
      if (madeIn !== generation) return
      drop(key)
      const size = page.plain.length + page.gzip.length + page.brotli.length
      pages.set(key, { page, until: now + TTL_MS, bytes: size })
      bytes += size
      for (const oldest of pages.keys()) {
        if (bytes <= maxBytes) break
        drop(oldest)
      }
    },
    clear() {
      pages.clear()
      bytes = 0
      generation++
    },
    generation: () => generation,
  }
}

/** Compresses a finished page once, for every reader it is kept for. */
export async function finish(status: number, headers: Headers, plain: Uint8Array) {
  const [zipped, brotli] = await Promise.all([gzipBytes(plain), brotliBytes(plain, BROTLI)])
  const etag = `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`
  return { status, headers, etag, plain, gzip: zipped, brotli } satisfies CachedPage
}

/** The page in the best encoding this client reads, or 304 when it has it already. */
export function answerWith(page: CachedPage, request: Request): Response {
  const headers = new Headers(page.headers)
  headers.set('ETag', page.etag)
  headers.set('Vary', 'Accept-Encoding, Accept-Language, Cookie')
  if (request.headers.get('if-none-match') === page.etag) {
    return new Response(null, { status: 304, headers })
  }
  const accepted = request.headers.get('accept-encoding') ?? ''
  const encoding = accepted.includes('br') ? 'br' : accepted.includes('gzip') ? 'gzip' : null
  const body = encoding === 'br' ? page.brotli : encoding ? page.gzip : page.plain
  if (encoding) headers.set('Content-Encoding', encoding)
  headers.set('Content-Length', String(body.byteLength))
  const empty = request.method === 'HEAD'
  return new Response(empty ? null : (body as BodyInit), { status: page.status, headers })
}
