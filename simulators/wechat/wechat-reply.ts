import type { ReplyFault } from '../engine/faults.ts'
import type { Answer, Call } from '../engine/http.ts'
import { randomHex } from '../engine/world.ts'
import { signText } from '../signing.ts'
import type { WechatBooks } from './order.ts'
import type { Refusal } from './refund.ts'

export type ApiResult = { status: 200; data: object } | { status: 204 } | Refusal

/** Signs a result, errors included, the way the request asked for. */
export function wechatReply(
  books: WechatBooks,
  call: Call,
  result: ApiResult,
  fault: ReplyFault | null,
): Answer {
  const { world } = books
  const content = contentOf(result)
  const body = content ? JSON.stringify(content) : ''
  const headers: Record<string, string> = {
    'request-id': randomHex(world, 16).toUpperCase(),
    ...(body ? { 'content-type': 'application/json; charset=utf-8' } : {}),
  }
  if (fault?.kind !== 'unsigned') {
    const asked = String(call.headers['wechatpay-serial'] ?? '')
    const own = books.signers.forReply(asked)
    const key = fault?.kind === 'wrongKey' ? world.keys.attackerPrivateKeyPem : own.privateKeyPem
    Object.assign(headers, signatureHeaders(books, body, own.serial, key, 0))
  }
  return { status: result.status, headers, body }
}

/** The four headers that prove a message; `skewSeconds` moves its timestamp. */
export function signatureHeaders(
  books: WechatBooks,
  body: string,
  serial: string,
  privateKeyPem: string,
  skewSeconds: number,
): Record<string, string> {
  const timestamp = Math.floor(books.world.clock().getTime() / 1000) + skewSeconds
  const nonce = randomHex(books.world, 16)
  return {
    'wechatpay-timestamp': String(timestamp),
    'wechatpay-nonce': nonce,
    'wechatpay-serial': serial,
    'wechatpay-signature': signText(`${timestamp}\n${nonce}\n${body}\n`, privateKeyPem),
    'wechatpay-signature-type': 'WECHATPAY2-SHA256-RSA2048',
  }
}

function contentOf(result: ApiResult): object | null {
  if ('data' in result) return result.data
  return 'code' in result ? { code: result.code, message: result.message } : null
}
