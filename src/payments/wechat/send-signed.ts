import type { KeyObject } from 'node:crypto'
import { signSha256 } from '../rsa.ts'
import { type Surroundings, sendOnWire, type WireReply } from '../wire.ts'
import type { WechatConfig } from './wechat-config.ts'

/** The settings with the merchant's key already read, and the surroundings. */
export type WechatLine = {
  config: WechatConfig
  merchantKey: KeyObject
  around: Surroundings
}

/**
 * Sends one request signed by the merchant; the reply is **not** verified yet. `path` holds the
 * query too, because it is signed. Naming our public key asks for replies signed with it. Throws
 * `unavailable`.
 */
export function sendSigned(
  line: WechatLine,
  method: 'GET' | 'POST',
  path: string,
  body = '',
): Promise<WireReply> {
  const headers = signedHeaders(line, method, path, body)
  if (body) headers['content-type'] = 'application/json'
  const pinned = line.config.trust.find((source) => source.kind === 'public_key')
  if (pinned) headers['wechatpay-serial'] = pinned.id
  const init = body ? { method, headers, body } : { method, headers }
  return sendOnWire(line.around, `${line.config.baseUrl}${path}`, init)
}

/** What a request carries to be taken for ours. */
export function signedHeaders(
  line: WechatLine,
  method: 'GET' | 'POST',
  path: string,
  body: string,
): Record<string, string> {
  return {
    accept: 'application/json',
    'user-agent': 'wenqu',
    authorization: authorization(line, method, path, body),
  }
}

/** `METHOD\nPATH?QUERY\ntimestamp\nnonce\nbody\n`: an empty body keeps its line feed. */
function authorization(line: WechatLine, method: string, path: string, body: string): string {
  const { config, around } = line
  const timestamp = Math.floor(around.now().getTime() / 1000)
  const nonce = around.nonce()
  const content = `${method}\n${path}\n${timestamp}\n${nonce}\n${body}\n`
  const parts = {
    mchid: config.mchid,
    nonce_str: nonce,
    timestamp,
    serial_no: config.merchantSerial,
    signature: signSha256(content, line.merchantKey),
  }
  const list = Object.entries(parts).map(([name, value]) => `${name}="${value}"`)
  return `WECHATPAY2-SHA256-RSA2048 ${list.join(',')}`
}
