import { AppError } from '#kernel/errors.ts'
import { decodeUtf8 } from '../../fields.ts'
import { type Surroundings, sendOnWire, type WireReply } from '../../wire.ts'
import type { WechatContext } from '../call-wechat.ts'
import type { WechatPapay } from '../wechat-config.ts'
import { isSignedV2, signV2 } from './sign-v2.ts'
import { readXml, writeXml } from './xml.ts'

/** What a call of API v2 needs beside the line to the gateway. */
export type PapayContext = WechatContext & { papay: WechatPapay }

type V2Fields = ReadonlyMap<string, string>

/** `refused` is a signed, definite answer that nothing was done; all else not ok is `unknown`. */
export type PapayReply =
  | { kind: 'ok'; fields: V2Fields }
  | { kind: 'refused'; code: string }
  | { kind: 'unknown'; code: string }

/** Calls one method of API v2; never throws for what the network or the gateway does. */
export async function callPapay(
  context: PapayContext,
  path: string,
  fields: Record<string, string>,
): Promise<PapayReply> {
  const headers = { 'content-type': 'text/xml; charset=utf-8', 'user-agent': 'wenqu' }
  const body = writeXml(signedFields(context, fields))
  const url = `${context.config.baseUrl}${path}`
  return send(context, url, { method: 'POST', headers, body })
}

/** The one call of API v2 that is a GET; its reply is not signed and only leads the payer away. */
export async function askForAddress(
  context: PapayContext,
  path: string,
  fields: Record<string, string>,
): Promise<PapayReply> {
  const query = new URLSearchParams(signedFields(context, fields).map((pair) => [...pair]))
  const url = `${context.config.baseUrl}${path}?${query}`
  return send(context, url, { method: 'GET', headers: { 'user-agent': 'wenqu' } }, false)
}

/** The fields with what every message has; `sign_type` is named where it is not the default. */
export function signedFields(
  { config, papay }: PapayContext,
  fields: Record<string, string>,
): [string, string][] {
  const all: [string, string][] = Object.entries({
    appid: config.appid,
    mch_id: config.mchid,
    ...(papay.signType === 'MD5' ? {} : { sign_type: papay.signType }),
    ...fields,
  })
  return [...all, ['sign', signV2(all, papay)]]
}

async function send(
  context: PapayContext,
  url: string,
  init: Parameters<typeof sendOnWire>[2],
  signed = true,
): Promise<PapayReply> {
  try {
    return judge(context, await sendOnWire(masked(context.around), url, init), signed)
  } catch (error) {
    if (error instanceof AppError) return { kind: 'unknown', code: error.code }
    throw error
  }
}

/**
 * `return_code` FAIL says that the message was not understood, and is not signed: it decides
 * nothing. `result_code` FAIL is a refusal, unless it names a trouble of the gateway's own.
 */
function judge({ config, papay }: PapayContext, reply: WireReply, signed: boolean): PapayReply {
  if (reply.status !== 200) return { kind: 'unknown', code: `http_${reply.status}` }
  const fields = readXml(decodeUtf8(reply.body) ?? '')
  if (!fields) return { kind: 'unknown', code: 'unreadable_reply' }
  if (fields.get('return_code') !== 'SUCCESS') return { kind: 'unknown', code: 'return_code' }
  const proven = !signed || isSignedV2(fields, papay)
  if (!proven) return { kind: 'unknown', code: 'bad_reply_signature' }
  const ours = !signed || fields.get('mch_id') === config.mchid
  if (!ours) return { kind: 'unknown', code: 'foreign_reply' }
  if (fields.get('result_code') === 'SUCCESS') return { kind: 'ok', fields }
  const code = fields.get('err_code') || 'no_code'
  return { kind: definite(code) && signed ? 'refused' : 'unknown', code }
}

function definite(code: string): boolean {
  return !/^(SYSTEM_?ERROR|BANK_?ERROR|FREQUENCY_?LIMIT|RATELIMIT|SIGN_?ERROR|no_code)/.test(code)
}

/** A signature of API v2 names no time, so it could be sent again for ever. */
function masked(around: Surroundings): Surroundings {
  const { onExchange } = around
  if (!onExchange) return around
  const hide = (text: string) =>
    text.replace(/([?&]sign=)[^&]*/g, '$1***').replace(/<sign>.*?<\/sign>/gs, '<sign>***</sign>')
  return {
    ...around,
    onExchange: (exchange) =>
      onExchange({
        ...exchange,
        url: hide(exchange.url),
        requestBody: hide(exchange.requestBody),
        responseBody: hide(exchange.responseBody),
      }),
  }
}
