import type { Call } from '../engine/http.ts'
import type { World } from '../engine/world.ts'
import { verifyText } from '../signing.ts'
import type { Refusal } from './refund.ts'

const MAX_SKEW_SECONDS = 300

/** Checks headers and signature as strictly as the gateway does; null when all is well. */
export function verifyWechatRequest(world: World, call: Call): Refusal | null {
  const { wechat } = world.keys
  const accept = call.headers.accept ?? ''
  if (!/application\/json|\*\/\*/.test(accept))
    return wrongHeader('Http头Accept应为application/json')
  if (!call.headers['user-agent']) return wrongHeader('Http头缺少User-Agent')
  if (call.method === 'POST' && !/^application\/json/.test(call.headers['content-type'] ?? '')) {
    return wrongHeader('Http头Content-Type应为application/json')
  }
  const [scheme, list = ''] = (call.headers.authorization ?? '').split(/ (.*)/s)
  if (scheme !== 'WECHATPAY2-SHA256-RSA2048') return signError('Authorization不合法')
  const given = new Map(
    [...list.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name ?? '', value ?? '']),
  )
  const part = (name: string) => given.get(name) ?? ''
  if (part('mchid') !== wechat.mchid) return signError('商户号不存在')
  if (part('serial_no') !== wechat.merchantSerial) return signError('商户证书序列号有误')
  const timestamp = part('timestamp')
  const skew = Math.abs(world.clock().getTime() / 1000 - Number(timestamp))
  if (!/^\d+$/.test(timestamp) || skew > MAX_SKEW_SECONDS) return signError('时间戳已过期')
  const nonce = part('nonce_str')
  if (!/^[0-9A-Za-z]{1,32}$/.test(nonce)) return signError('随机串不合法')
  const head = `${call.method}\n${call.target}\n${timestamp}\n${nonce}\n`
  const content = Buffer.concat([Buffer.from(head), call.body, Buffer.from('\n')])
  const merchantKey = wechat.merchantPrivateKeyPem
  return verifyText(content, part('signature'), merchantKey)
    ? null
    : signError('签名错误，请检查后再试')
}

function wrongHeader(message: string): Refusal {
  return { status: 400, code: 'PARAM_ERROR', message }
}

function signError(message: string): Refusal {
  return { status: 401, code: 'SIGN_ERROR', message }
}
