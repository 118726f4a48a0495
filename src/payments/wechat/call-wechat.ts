import { AppError } from '#kernel/errors.ts'
import { decodeUtf8, type Fields, parseFields, textOf } from '../fields.ts'
import type { WireReply } from '../wire.ts'
import { sendSigned, type WechatLine } from './send-signed.ts'
import type { KeyOf } from './trusted-keys.ts'
import { verifyMessage } from './verify-message.ts'

export type WechatContext = WechatLine & { keyOf: KeyOf }

/** `refused` is a signed, definite answer that nothing was done; all else not ok is `unknown`. */
export type WechatReply =
  | { kind: 'ok'; status: number; fields: Fields }
  | { kind: 'refused'; status: number; code: string }
  | { kind: 'unknown'; code: string }

/** Calls the gateway; never throws for what the network or the gateway does. */
export async function callWechat(
  context: WechatContext,
  method: 'GET' | 'POST',
  path: string,
  body?: Fields,
): Promise<WechatReply> {
  try {
    const text = body ? JSON.stringify(body) : ''
    return await readReply(context, await sendSigned(context, method, path, text))
  } catch (error) {
    if (error instanceof AppError) return { kind: 'unknown', code: error.code }
    throw error
  }
}

/** The gateway's definite word that it has no such thing. */
export function isMissing(reply: WechatReply): boolean {
  return (
    reply.kind === 'refused' &&
    reply.status === 404 &&
    /^(ORDER_NOT_EXIST|ORDERNOTEXIST|RESOURCE_NOT_EXISTS)$/.test(reply.code)
  )
}

/** Error replies are signed as well; one that is not may be anybody's and decides nothing. */
async function readReply(context: WechatContext, reply: WireReply): Promise<WechatReply> {
  const fields = parseFields(decodeUtf8(reply.body) ?? '')
  const code = (fields && textOf(fields, 'code')) ?? `http_${reply.status}`
  const success = reply.status === 200 || reply.status === 204
  if (reply.status >= 500 || reply.status === 429) return { kind: 'unknown', code }
  const distrust = await verifyMessage(reply, context.around.now(), context.keyOf)
  if (distrust) return { kind: 'unknown', code: success ? `reply_${distrust}` : code }
  if (reply.status === 204) return { kind: 'ok', status: 204, fields: {} }
  if (success && fields) return { kind: 'ok', status: reply.status, fields }
  if (success || reply.status < 400) return { kind: 'unknown', code: 'unreadable_reply' }
  return definite(code)
    ? { kind: 'refused', status: reply.status, code }
    : { kind: 'unknown', code }
}

/** System errors and rate limits ask for the same call again; they say nothing of the outcome. */
function definite(code: string): boolean {
  return !/^(SYSTEM_?ERROR|BANK_?ERROR|FREQUENCY_LIMITED|RATELIMIT_EXCEEDED|SIGN_ERROR|http_)/.test(
    code,
  )
}
