import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { AppError } from '#kernel/errors.ts'
import { statusOf } from '#kernel/http-status.ts'
import { describeError } from '#platform/log/describe-error.ts'
import { asRefusal } from '#platform/postgres/as-refusal.ts'
import type { ApiContext } from './visit.ts'

/** A refusal as problem details (RFC 9457); anything else is a bug: logged, 500, no words. */
export function problem(error: unknown, c: ApiContext): Response {
  const known = asRefusal(error)
  const status: ContentfulStatusCode = known ? statusOf[known.kind] : 500
  const code = known?.code ?? 'internal'
  if (!known) {
    const { log } = c.var.ctx
    const { requestId } = c.var
    log.error({ requestId, path: c.req.path, error: describeError(error) }, 'unexpected error')
  }
  const headers = {
    'Content-Type': 'application/problem+json',
    ...(known ? retryAfter(known) : {}),
  }
  const body = { type: 'about:blank', title: code, status, code, instance: c.var.requestId }
  return c.body(JSON.stringify(body), status, headers)
}

/** When a refused client may come again (RFC 9110 §10.2.3), if the refusal says so. */
export function retryAfter({ details }: AppError): Record<string, string> {
  const seconds = Number(details.retryAfterSeconds)
  return Number.isFinite(seconds) ? { 'Retry-After': String(seconds) } : {}
}
