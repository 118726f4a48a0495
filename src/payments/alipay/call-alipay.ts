import { AppError } from '#kernel/errors.ts'
import { decodeUtf8, type Fields, parseFields, textOf } from '../fields.ts'
import { verifySha256 } from '../rsa.ts'
import type { WireReply } from '../wire.ts'
import { type AlipayLine, type AlipayMessage, sendMessage } from './alipay-line.ts'
import { signedNode } from './signed-node.ts'

/** `refused` is a signed, definite answer that nothing was done; all else not ok is `unknown`. */
export type AlipayReply =
  | { kind: 'ok'; node: Fields }
  | { kind: 'refused'; code: string }
  | { kind: 'unknown'; code: string }

/** Calls one method of the gateway; never throws for what the network or the gateway does. */
export async function callAlipay(
  line: AlipayLine,
  method: string,
  biz: Record<string, unknown>,
  addresses: Pick<AlipayMessage, 'notifyUrl'> = {},
): Promise<AlipayReply> {
  const reply = await sendMessage(line, { method, biz, ...addresses })
  if (reply instanceof AppError) return { kind: 'unknown', code: reply.code }
  return readReply(line, method, reply)
}

/** The signature covers the raw text of the node; gateway-level errors come as `error_response`. */
async function readReply(line: AlipayLine, method: string, reply: WireReply): Promise<AlipayReply> {
  if (reply.status !== 200) return { kind: 'unknown', code: `http_${reply.status}` }
  const text = decodeUtf8(reply.body)
  const own = `${method.replaceAll('.', '_')}_response`
  const found = text === null ? null : signedNode(text, [own, 'error_response'])
  const node = found && parseFields(found.raw)
  if (!found || !node) return { kind: 'unknown', code: 'unreadable_reply' }
  if (found.name === 'error_response') {
    return { kind: 'unknown', code: textOf(node, 'sub_code') ?? 'error_response' }
  }
  const { sign, certSn } = found
  if (!sign) return { kind: 'unknown', code: 'unsigned_reply' }
  const keys = await line.trust.keysFor(certSn, 'reply')
  if (!keys.some((key) => verifySha256(Buffer.from(found.raw), sign, key))) {
    return { kind: 'unknown', code: 'bad_reply_signature' }
  }
  return judge(node)
}

/**
 * Only 40004 with a business code is a refusal; 20000 and system errors may yet have taken effect.
 */
function judge(node: Fields): AlipayReply {
  const code = textOf(node, 'code') ?? 'no_code'
  if (code === '10000') return { kind: 'ok', node }
  const subCode = textOf(node, 'sub_code') ?? code
  const definite = code === '40004' && !/SYSTEM_ERROR|UNKNOW|^isp\./i.test(subCode)
  return { kind: definite ? 'refused' : 'unknown', code: subCode }
}
