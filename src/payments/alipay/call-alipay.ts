import type { KeyObject } from 'node:crypto'
import { AppError } from '#kernel/errors.ts'
import { decodeUtf8, type Fields, parseFields, textOf } from '../fields.ts'
import { verifySha256 } from '../rsa.ts'
import { type Surroundings, sendOnWire, type WireReply } from '../wire.ts'
import type { AlipayConfig } from './alipay-config.ts'
import { signParameters } from './sign-parameters.ts'
import { signedNode } from './signed-node.ts'

/** What a call needs: the settings with their keys already read, and the surroundings. */
export type AlipayLine = {
  config: AlipayConfig
  privateKey: KeyObject
  alipayKey: KeyObject
  around: Surroundings
}

/** `refused` is a signed, definite answer that nothing was done; all else not ok is `unknown`. */
export type AlipayReply =
  | { kind: 'ok'; node: Fields }
  | { kind: 'refused'; code: string }
  | { kind: 'unknown'; code: string }

/** Calls one method of the gateway; never throws for what the network or the gateway does. */
export async function callAlipay(
  line: AlipayLine,
  method: string,
  bizContent: Record<string, unknown>,
): Promise<AlipayReply> {
  const parameters = new Map(
    signParameters(line.privateKey, line.around.now(), {
      app_id: line.config.appId,
      method,
      biz_content: JSON.stringify(bizContent),
    }),
  )
  const body = new URLSearchParams({ biz_content: parameters.get('biz_content') ?? '' })
  parameters.delete('biz_content')
  try {
    const url = `${line.config.gatewayUrl}?${new URLSearchParams([...parameters])}`
    const headers = { 'content-type': 'application/x-www-form-urlencoded;charset=utf-8' }
    const init = { method: 'POST', headers, body: body.toString() }
    return readReply(line, method, await sendOnWire(masked(line.around), url, init))
  } catch (error) {
    if (error instanceof AppError) return { kind: 'unknown', code: error.code }
    throw error
  }
}

/** A signed request can be replayed for minutes, so the log keeps everything but its signature. */
function masked(around: Surroundings): Surroundings {
  const { onExchange } = around
  if (!onExchange) return around
  return {
    ...around,
    onExchange: (exchange) =>
      onExchange({ ...exchange, url: exchange.url.replace(/([?&]sign=)[^&]*/, '$1***') }),
  }
}

/** The signature covers the raw text of the node; gateway-level errors come as `error_response`. */
function readReply(line: AlipayLine, method: string, reply: WireReply): AlipayReply {
  if (reply.status !== 200) return { kind: 'unknown', code: `http_${reply.status}` }
  const text = decodeUtf8(reply.body)
  const own = `${method.replaceAll('.', '_')}_response`
  const found = text === null ? null : signedNode(text, [own, 'error_response'])
  const node = found && parseFields(found.raw)
  if (!found || !node) return { kind: 'unknown', code: 'unreadable_reply' }
  if (found.name === 'error_response') {
    return { kind: 'unknown', code: textOf(node, 'sub_code') ?? 'error_response' }
  }
  if (!found.sign) return { kind: 'unknown', code: 'unsigned_reply' }
  if (!verifySha256(Buffer.from(found.raw), found.sign, line.alipayKey)) {
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
