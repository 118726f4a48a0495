import { Hono } from 'hono'
import * as library from '#library'
import * as media from '#media'
import { readJson } from '../http/read-json.ts'
import type { ApiContext, Env } from '../http/visit.ts'

/** Uploads from the studio, media to browsers, and how far somebody has come in a lesson. */
export function mediaCalls(): Hono<Env> {
  const app = new Hono<Env>()
  app.get('/media/:id/:variant', serve)
  app.post('/api/uploads', upload)
  app.post('/api/progress', async (c) => {
    await library.saveProgress(c.var.ctx, await readJson(c.req.raw, library.progressReport))
    return c.body(null, 204)
  })
  return app
}

const CACHING = {
  forever: 'public, max-age=31536000, immutable',
  brief: 'public, max-age=60',
  private: 'private, no-store',
} as const

async function serve(c: ApiContext): Promise<Response> {
  const { e, u, s } = c.req.query()
  const served = await media.readVariant(c.var.ctx, {
    assetId: c.req.param('id') ?? '',
    variant: (c.req.param('variant') ?? '') as 'original',
    signed: e && u && s ? { e, u, s } : null,
    range: c.req.header('range') ?? null,
    ifRange: c.req.header('if-range') ?? null,
    headOnly: c.req.method === 'HEAD',
  })
  const headers = new Headers({
    'Content-Type': served.mime,
    'Cache-Control': CACHING[served.caching],
    'Accept-Ranges': 'bytes',
    'Content-Disposition': disposition(served),
    // Whatever a browser makes of the bytes, it runs nothing of them.
    'Content-Security-Policy': "default-src 'none'; sandbox",
    'Cross-Origin-Resource-Policy': served.caching === 'private' ? 'same-origin' : 'cross-origin',
    ETag: served.etag,
  })
  if (served.unsatisfiable) {
    headers.set('Content-Range', `bytes */${served.bytes}`)
    return new Response(null, { status: 416, headers })
  }
  if (c.req.header('if-none-match') === served.etag)
    return new Response(null, { status: 304, headers })
  const { range } = served
  if (range) headers.set('Content-Range', `bytes ${range.start}-${range.end}/${served.bytes}`)
  headers.set('Content-Length', String(range ? range.end - range.start + 1 : served.bytes))
  return new Response(served.stream, { status: range ? 206 : 200, headers })
}

function disposition({ disposition, name }: { disposition: string; name: string }): string {
  return `${disposition}; filename*=UTF-8''${encodeURIComponent(name)}`
}

async function upload(c: ApiContext): Promise<Response> {
  const stream = c.req.raw.body
  if (!stream) return c.body(null, 400)
  const exposure = c.req.query('exposure') === 'open' ? 'open' : 'guarded'
  const asset = await media.storeUpload(c.var.ctx, {
    name: c.req.query('name') ?? '',
    stream,
    exposure,
  })
  return c.json(asset, 201)
}
