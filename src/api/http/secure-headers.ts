import { createMiddleware } from 'hono/factory'
import type { Config } from '#platform/config/config.ts'
import type { Env } from './visit.ts'

const PERMISSIONS = ['camera', 'microphone', 'geolocation', 'payment', 'usb', 'browsing-topics']

/** Headers that every answer carries, whatever it is; a handler may set a stricter policy. */
export function secureHeaders(config: Config) {
  const always: Record<string, string> = {
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'strict-origin-when-cross-origin',
    'X-Frame-Options': 'DENY',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Permissions-Policy': PERMISSIONS.map((name) => `${name}=()`).join(', '),
    ...(config.publicUrl.startsWith('https:')
      ? { 'Strict-Transport-Security': 'max-age=63072000; includeSubDomains' }
      : {}),
  }
  return createMiddleware<Env>(async (c, next) => {
    await next()
    for (const [name, value] of Object.entries(always)) c.res.headers.set(name, value)
    const { headers } = c.res
    if (!headers.has('Cross-Origin-Resource-Policy')) {
      headers.set('Cross-Origin-Resource-Policy', 'same-origin')
    }
    if (!headers.has('Content-Security-Policy')) {
      headers.set('Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'")
    }
    if (!headers.has('Cache-Control')) headers.set('Cache-Control', 'no-store')
  })
}

/** Where a form may lead: here, and for a redirect after it to the gateways' cashiers. */
function formTargets(config: Config): string {
  const gateways = [
    'https://openapi.alipay.com',
    'https://*.alipay.com',
    'https://checkout.stripe.com',
    'https://open.weixin.qq.com',
    'https://wx.tenpay.com',
  ]
  const sandbox = config.sandboxUrl ? [new URL(config.sandboxUrl).origin] : []
  return ["'self'", ...gateways, ...sandbox].join(' ')
}

/** The policy of a page: only scripts named by hash or nonce, nothing from anywhere else. */
export function pagePolicy(config: Config, script: string): string {
  return [
    "default-src 'none'",
    `script-src ${script}`,
    "style-src 'self'",
    "img-src 'self' data:",
    "media-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    `form-action ${formTargets(config)}`,
    "base-uri 'none'",
    "object-src 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}
