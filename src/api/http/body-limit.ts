import { createMiddleware } from 'hono/factory'
import { AppError } from '#kernel/errors.ts'
import type { Env } from './visit.ts'

/** The longest form: a book chapter in Chinese, percent-encoded. */
const MAX_BODY_BYTES = 2 << 20

/** Refuses longer bodies before and while they are read; uploads have limits of their own. */
export const limitBody = createMiddleware<Env>(async (c, next) => {
  const { raw } = c.req
  if (!raw.body || c.req.path === '/api/uploads') return next()
  if (Number(c.req.header('content-length') ?? 0) > MAX_BODY_BYTES) throw tooLarge()
  let size = 0
  const counted = raw.body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        size += chunk.byteLength
        if (size > MAX_BODY_BYTES) controller.error(tooLarge())
        else controller.enqueue(chunk)
      },
    }),
  )
  c.req.raw = new Request(raw, { body: counted, duplex: 'half' } as RequestInit)
  return next()
})

function tooLarge(): AppError {
  return new AppError('invalid', 'request.too_large', { maxBytes: MAX_BODY_BYTES })
}
