import { readBeijing } from '../beijing-time.ts'
import type { Call } from '../engine/http.ts'
import type { World } from '../engine/world.ts'
import { verifyText } from '../signing.ts'
import { certificatesOf, trustMode } from './alipay-signing.ts'

export type GatewayError = {
  /**
   * Where the error is put: under the method's own node (signed) or `error_response` (unsigned).
   */
  place: 'method' | 'gateway'
  method: string
  code: string
  msg: string
  subCode: string
  subMsg: string
}

export type VerifiedRequest = {
  method: string
  parameters: Map<string, string>
  biz: Record<string, unknown>
}

/**
 * How stale a request may be; the real window is not published, 15 minutes is its usual reading.
 */
const MAX_SKEW_MS = 15 * 60_000

const messages = { 40001: 'Missing Required Arguments', 40002: 'Invalid Arguments' }

/** Checks a request as strictly as the gateway does; query and body are one set of parameters. */
export function verifyAlipayRequest(
  world: World,
  call: Call,
  methods: readonly string[],
): VerifiedRequest | GatewayError {
  const pairs = [...call.query, ...new URLSearchParams(call.body.toString('utf8'))]
  const parameters = new Map(pairs.filter(([, value]) => value !== ''))
  const method = parameters.get('method') ?? ''
  const fail = (code: 40001 | 40002, subCode: string, subMsg: string): GatewayError => {
    const known = methods.includes(method) && parameters.get('app_id') === world.keys.alipay.appId
    const place = known ? 'method' : 'gateway'
    return { place, method, code: String(code), msg: messages[code], subCode, subMsg }
  }
  if (new Set(pairs.map(([key]) => key)).size !== pairs.length) {
    return fail(40002, 'isv.invalid-parameter', '参数重复')
  }
  for (const name of ['method', 'app_id', 'charset', 'sign_type', 'sign', 'timestamp', 'version']) {
    if (!parameters.has(name)) return fail(40001, `isv.missing-${name}`, `缺少${name}参数`)
  }
  if (!methods.includes(method)) return fail(40002, 'isv.invalid-method', '不存在的方法名')
  const wrong = wrongParameter(world, parameters)
  if (wrong) return fail(40002, ...wrong)
  const biz = readBiz(parameters.get('biz_content') ?? '')
  if (!biz) return fail(40002, 'isv.invalid-parameter', 'biz_content不是合法的JSON对象')
  return { method, parameters, biz }
}

function wrongParameter(world: World, given: Map<string, string>): [string, string] | null {
  if (given.get('app_id') !== world.keys.alipay.appId) {
    return ['isv.invalid-app-id', '无效的AppID参数']
  }
  if (given.get('sign_type') !== 'RSA2') return ['isv.invalid-signature-type', '无效的签名类型']
  if (given.get('version') !== '1.0') return ['isv.invalid-version', '无效的版本']
  if (given.get('charset')?.toLowerCase() !== 'utf-8') return ['isv.invalid-charset', '无效的编码']
  const at = readBeijing(given.get('timestamp'))
  if (at === null || Math.abs(world.clock().getTime() - at) > MAX_SKEW_MS) {
    return ['isv.invalid-timestamp', '非法的时间戳参数']
  }
  const wrongCertificate = trustMode(world) === 'certificates' && certificateProblem(world, given)
  if (wrongCertificate) return wrongCertificate
  const content = [...given]
    .filter(([key]) => key !== 'sign')
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${value}`)
    .join('&')
  const appKey = world.keys.alipay.merchantPrivateKeyPem
  if (verifyText(content, given.get('sign') ?? '', appKey)) return null
  return ['isv.invalid-signature', `验签出错，网关生成的验签字符串为：${content}`]
}

/** In certificate mode a request names its app's certificate and the roots it trusts. */
function certificateProblem(world: World, given: Map<string, string>): [string, string] | null {
  const { appSn, rootSn } = certificatesOf(world.keys)
  if (given.get('app_cert_sn') !== appSn) {
    return ['isv.invalid-app-cert-sn', '应用公钥证书SN不匹配']
  }
  return given.get('alipay_root_cert_sn') === rootSn
    ? null
    : ['isv.invalid-alipay-root-cert-sn', '支付宝根证书SN不匹配']
}

function readBiz(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text)
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isObject ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}
