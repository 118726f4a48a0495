import { AppError } from '#kernel/errors.ts'
import * as payments from '#payments'
import { go } from '../../shell/go.ts'
import type { Visit } from '../../shell/visit.ts'
import { orderPath } from '../order.ts'

const COOKIE = 'payer_wechat'
const MONTH_SECONDS = 30 * 86_400

/** The payer's openid as this browser keeps it, sealed; null before WeChat has told it. */
export function openidOf({ ctx }: Visit, request: Request): string | null {
  const kept = new RegExp(`(?:^|;\\s*)${COOKIE}=([^;]*)`).exec(request.headers.get('cookie') ?? '')
  return payments.knownPayer(ctx, kept?.[1] ?? '')
}

/**
 * Inside WeChat a payment needs the payer's openid. Sends the browser to WeChat for it and takes
 * what it comes back with; throws the redirect. Whoever WeChat does not name is not sent twice.
 */
export async function meetPayer(visit: Visit, request: Request, number: string): Promise<void> {
  const query = new URL(request.url).searchParams
  const [code, state] = [query.get('code'), query.get('state')]
  if (code && state) {
    const trip = { provider: 'wechat', purpose: number, code, state } as const
    const sealed = await payments.identifyPayer(visit.ctx, trip)
    const page = `${orderPath(number)}/pay`
    throw sealed
      ? go(`${page}?method=wechat`, [cookie(visit, sealed)])
      : go(`${page}?payer=unknown`)
  }
  if (openidOf(visit, request) || query.has('payer')) return
  sendToWechat(visit, number)
}

/** A payment that only lacked the payer leads to WeChat, once; any other refusal stands. */
export function askWho(error: unknown, visit: Visit, request: Request, number: string): never {
  const lacksPayer = error instanceof AppError && error.code === 'payment.payer_unknown'
  if (lacksPayer && !new URL(request.url).searchParams.has('payer')) sendToWechat(visit, number)
  throw error
}

function sendToWechat({ ctx, origin }: Visit, number: string): void {
  const returnUrl = `${origin}${orderPath(number)}/pay`
  const address = payments.payerAddress(ctx, { provider: 'wechat', purpose: number, returnUrl })
  if (address) throw go(address)
}

function cookie({ origin }: Visit, sealed: string): string {
  const secure = origin.startsWith('https:') ? '; Secure' : ''
  const life = `Path=/orders; Max-Age=${MONTH_SECONDS}`
  return `${COOKIE}=${sealed}; ${life}; HttpOnly; SameSite=Lax${secure}`
}
