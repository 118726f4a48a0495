import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

export type Encoding = 'br' | 'gzip' | 'identity'
type Encoded = { bytes: Uint8Array; headers: Record<string, string> }
/** A finished answer in each encoding, headers and all. */
export type CachedPage = { etag: string; as: Record<Encoding, Encoded> }

/** Bytes of finished pages one process keeps: a few hundred pages in three encodings. */
const MAX_BYTES = 48 << 20
/** A page is rendered again after this even when nothing is known to have changed. */
const TTL_MS = 60_000
const VARY = 'Accept-Encoding, Accept-Language, Cookie'
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
      const size = Object.values(page.as).reduce((sum, { bytes }) => sum + bytes.length, 0)
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
export async function finish(headers: Headers, plain: Uint8Array): Promise<CachedPage> {
  const [zipped, brotli] = await Promise.all([gzipBytes(plain), brotliBytes(plain, BROTLI)])
  const etag = `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`
  const given = { ...Object.fromEntries(headers), etag, vary: VARY }
  const encoded = (bytes: Uint8Array, encoding?: Encoding): Encoded => ({
    bytes,
    headers: {
      ...given,
      ...(encoding ? { 'content-encoding': encoding } : {}),
      'content-length': String(bytes.byteLength),
    },
  })
  const as = {
    br: encoded(brotli, 'br'),
    gzip: encoded(zipped, 'gzip'),
    identity: encoded(plain),
  }
  return { etag, as }
}

/** The page in the best encoding this client reads, or 304 when it has it already. */
export function answerWith(
  page: CachedPage,
  asked: { method: string; ifNoneMatch: string | undefined; accepts: string | undefined },
): Response {
  const { accepts = '' } = asked
  const encoding = accepts.includes('br') ? 'br' : accepts.includes('gzip') ? 'gzip' : 'identity'
  const { bytes, headers } = page.as[encoding]
  if (asked.ifNoneMatch === page.etag) {
    const { 'content-length': _length, 'content-encoding': _encoding, ...rest } = headers
    return new Response(null, { status: 304, headers: rest })
  }
  const body = asked.method === 'HEAD' ? null : (bytes as BodyInit)
  return new Response(body, { status: 200, headers })
}
