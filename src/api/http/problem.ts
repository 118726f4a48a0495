import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { AppError } from '#kernel/errors.ts'
import { statusOf } from '#kernel/http-status.ts'
import type { ApiContext } from './visit.ts'

/** Answers a refusal as problem details (RFC 9457); anything else is a bug: logged, 500, no words. */
export function problem(error: unknown, c: ApiContext): Response {
  const known = error instanceof AppError
  const status: ContentfulStatusCode = known ? statusOf[error.kind] : 500
  const code = known ? error.code : 'internal'
  if (!known) {
    const { log } = c.var.ctx
    const stack = error instanceof Error ? error.stack : String(error)
    log.error({ requestId: c.var.requestId, path: c.req.path, stack }, 'unexpected error')
  }
  const seconds = known ? Number(error.details.retryAfterSeconds) : Number.NaN
  const headers: Record<string, string> = { 'Content-Type': 'application/problem+json' }
  if (Number.isFinite(seconds)) headers['Retry-After'] = String(seconds)
  const body = { type: 'about:blank', title: code, status, code, instance: c.var.requestId }
  return c.body(JSON.stringify(body), status, headers)
}
