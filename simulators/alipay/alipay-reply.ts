import type { ReplyFault } from '../engine/faults.ts'
import type { Answer } from '../engine/http.ts'
import { randomHex, type World } from '../engine/world.ts'
import { signText } from '../signing.ts'
import { nextSigner } from './alipay-signing.ts'
import type { MethodResult } from './trade-methods.ts'
import type { GatewayError } from './verify-alipay-request.ts'

/** Puts a result into its signed envelope; slashes are escaped, as the gateway likes to do. */
export function alipayReply(
  world: World,
  method: string,
  { fields, sub, waiting }: MethodResult,
  fault: ReplyFault | null,
): Answer {
  const failed = sub && { code: '40004', msg: 'Business Failed', sub_code: sub[0], sub_msg: sub[1] }
  const done = waiting
    ? { code: '10003', msg: 'order success pay inprocess' }
    : { code: '10000', msg: 'Success' }
  const node = { ...(failed ?? done), ...fields }
  return envelope(world, `${method.replaceAll('.', '_')}_response`, node, fault)
}

/**
 * A request that failed the gateway's own checks; before the app is known nothing can be signed.
 */
export function alipayError(world: World, error: GatewayError, fault: ReplyFault | null): Answer {
  const node = {
    code: error.code,
    msg: error.msg,
    sub_code: error.subCode,
    sub_msg: error.subMsg,
  }
  if (error.place === 'gateway') {
    return envelope(world, 'error_response', node, { kind: 'unsigned' })
  }
  return envelope(world, `${error.method.replaceAll('.', '_')}_response`, node, fault)
}

function envelope(world: World, name: string, node: object, fault: ReplyFault | null): Answer {
  const raw = JSON.stringify(node).replaceAll('/', '\\/')
  const { privateKeyPem, certSn } = nextSigner(world)
  const key = fault?.kind === 'wrongKey' ? world.keys.attackerPrivateKeyPem : privateKeyPem
  const named = certSn === null ? '' : `,"alipay_cert_sn":"${certSn}"`
  const sign = fault?.kind === 'unsigned' ? '' : `${named},"sign":"${signText(raw, key)}"`
  return {
    status: 200,
    headers: { 'content-type': 'text/html;charset=utf-8', trace_id: randomHex(world, 16) },
    body: `{"${name}":${raw}${sign}}`,
  }
}
