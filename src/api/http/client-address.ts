import type { HttpBindings } from '@hono/node-server'

/**
 * The client's address: the connection's, or, behind `trusted` proxies, the entry of
 * X-Forwarded-For that the outermost of them wrote. What a client writes itself is never believed.
 */
export function clientAddress(
  env: HttpBindings,
  headers: Record<string, string>,
  trusted: number,
): string {
  const direct = env?.incoming?.socket?.remoteAddress ?? 'unknown'
  if (trusted === 0) return direct
  const chain = (headers['x-forwarded-for'] ?? '').split(',').map((one) => one.trim())
  return chain.at(-trusted) || direct
}
