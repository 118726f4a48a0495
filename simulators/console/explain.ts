import { createDecipheriv, createHmac } from 'node:crypto'
import type { SandboxKeys } from '../keys.ts'
import { verifyText } from '../signing.ts'
import type { Exchange } from './wire-log.ts'

/** One step of checking a message as its receiver does; `holds` null: only told, not checked. */
export type Step = { zh: string; en: string; holds: boolean | null; shown?: string }

/** Decodes an exchange and checks it line by line, as either side has to. */
export function explain(keys: SandboxKeys, exchange: Exchange): Step[] {
  const steps = {
    alipay: explainAlipay,
    wechat: explainWechat,
    stripe: explainStripe,
  }[exchange.gateway](keys, exchange)
  return [...steps, receiptOf(exchange)]
}

function explainAlipay(keys: SandboxKeys, { direction, request, response }: Exchange): Step[] {
  const query = request.target.split('?')[1] ?? ''
  const given = [...new URLSearchParams(query), ...new URLSearchParams(request.body)]
  const parameters = new Map(given.filter(([, value]) => value !== ''))
  const left = direction === 'call' ? ['sign'] : ['sign', 'sign_type']
  const text = [...parameters]
    .filter(([name]) => !left.includes(name))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&')
  const signer = direction === 'call' ? ours(keys) : theirs(keys)
  const steps: Step[] = [
    {
      zh: `按参数名排序、去掉 ${left.join('、')} 拼成待签名串`,
      en: `Sort the parameters, leave out ${left.join(', ')}, join them: the text that is signed`,
      holds: null,
      shown: text,
    },
    {
      zh: direction === 'call' ? '用应用公钥验证 RSA2 签名' : '用支付宝公钥验证 RSA2 签名',
      en: `Verify RSA2 with the public key of ${direction === 'call' ? 'the app' : 'Alipay'}`,
      holds: signer.some((key) => verified(text, parameters.get('sign') ?? '', key)),
      shown: parameters.get('sign') ?? '',
    },
    {
      zh: 'app_id 是这个商户',
      en: 'app_id is this merchant’s',
      holds: parameters.get('app_id') === keys.alipay.appId,
      shown: parameters.get('app_id') ?? '',
    },
  ]
  const biz = parameters.get('biz_content')
  if (biz) steps.push({ zh: '业务参数', en: 'What is asked', holds: null, shown: pretty(biz) })
  if (direction === 'notification') {
    steps.push({
      zh: '通知里说的',
      en: 'What is told',
      holds: null,
      shown: pretty(JSON.stringify(Object.fromEntries(parameters))),
    })
  }
  if (direction === 'call' && response) steps.push(...alipayReplySteps(keys, response.body))
  return steps
}

/** The signature covers the node's own bytes, never what a parser makes of them. */
function alipayReplySteps(keys: SandboxKeys, body: string): Step[] {
  const node =
    /^\{"(?<name>\w+)":(?<raw>\{.*?\})(,"alipay_cert_sn":"[^"]*")?,"sign":"(?<sign>[^"]+)"\}$/s
  const { raw = '', sign = '' } = node.exec(body)?.groups ?? {}
  return [
    {
      zh: '应答：对响应节点的原始字节验签（不能先解析再拼回去）',
      en: 'The reply: verify over the node’s raw bytes (never parse and join again)',
      holds: sign !== '' && theirs(keys).some((key) => verified(raw, sign, key)),
      shown: pretty(body),
    },
  ]
}

function explainWechat(keys: SandboxKeys, exchange: Exchange): Step[] {
  const { direction, request, response } = exchange
  if (direction === 'notification') return wechatMessage(keys, request, '通知', 'The message')
  const authorization = request.headers.authorization ?? ''
  const part = (name: string) => new RegExp(`${name}="([^"]*)"`).exec(authorization)?.[1] ?? ''
  const times = `${part('timestamp')}\n${part('nonce_str')}\n${request.body}\n`
  const text = `${request.method}\n${request.target}\n${times}`
  const merchant = keys.wechat.merchantPrivateKeyPem
  return [
    {
      zh: '方法、路径、时间戳、随机串、正文各占一行，就是待签名串',
      en: 'Method, path, timestamp, nonce and body, a line each: the text that is signed',
      holds: null,
      shown: text,
    },
    {
      zh: '用商户证书公钥验证 SHA256-RSA2048 签名',
      en: 'Verify SHA256-RSA2048 with the merchant certificate’s key',
      holds: authorization === '' ? null : verified(text, part('signature'), merchant),
      shown: part('signature'),
    },
    ...(request.body
      ? [{ zh: '请求正文', en: 'What is asked', holds: null, shown: pretty(request.body) }]
      : []),
    ...(response ? wechatMessage(keys, response, '应答', 'The reply') : []),
  ]
}

function wechatMessage(
  keys: SandboxKeys,
  { headers, body }: { headers: Record<string, string>; body: string },
  zh: string,
  en: string,
): Step[] {
  const header = (name: string) => headers[name] ?? headers[`Wechatpay-${name}`] ?? ''
  const [at, nonce] = [header('wechatpay-timestamp'), header('wechatpay-nonce')]
  const text = `${at}\n${nonce}\n${body}\n`
  const signature = header('wechatpay-signature')
  const { gatewayPrivateKeyPem, platformPrivateKeyPems, apiV3Key } = keys.wechat
  const known = [gatewayPrivateKeyPem, ...platformPrivateKeyPems]
  const opened = unseal(body, apiV3Key)
  return [
    {
      zh: `${zh}：时间戳、随机串、正文各占一行，用 Wechatpay-Serial 指的公钥验签`,
      en: `${en}: timestamp, nonce and body, a line each, verified with the serial’s key`,
      holds: signature === '' ? null : known.some((key) => verified(text, signature, key)),
      shown: text,
    },
    ...(opened === undefined
      ? []
      : [
          {
            zh: '用 APIv3 密钥解开 AES-256-GCM（校验 16 字节的标签）',
            en: 'Open AES-256-GCM with the APIv3 key (its 16-byte tag is checked)',
            holds: opened !== null,
            shown: opened === null ? '' : pretty(opened),
          },
        ]),
  ]
}

/** The sealed resource in plain; null when it does not open; undefined when there is none. */
function unseal(body: string, apiV3Key: string): string | null | undefined {
  try {
    const { resource } = JSON.parse(body) as { resource?: Record<string, string> }
    if (!resource?.ciphertext) return undefined
    const sealed = Buffer.from(resource.ciphertext, 'base64')
    const box = createDecipheriv('aes-256-gcm', apiV3Key, resource.nonce ?? '')
    box.setAuthTag(sealed.subarray(-16)).setAAD(Buffer.from(resource.associated_data ?? ''))
    return Buffer.concat([box.update(sealed.subarray(0, -16)), box.final()]).toString('utf8')
  } catch (error) {
    return error instanceof SyntaxError ? undefined : null
  }
}

function explainStripe(keys: SandboxKeys, { direction, request, response }: Exchange): Step[] {
  if (direction === 'notification') {
    const header = request.headers['stripe-signature'] ?? ''
    const at = /t=(\d+)/.exec(header)?.[1] ?? ''
    const marks = [...header.matchAll(/v1=([0-9a-f]+)/g)].map(([, mark]) => mark)
    const made = keys.stripe.webhookSecrets.map((secret) =>
      createHmac('sha256', secret).update(`${at}.${request.body}`).digest('hex'),
    )
    return [
      {
        zh: '用 whsec 密钥对“时间.正文”算 HMAC-SHA256，和 v1 比',
        en: 'HMAC-SHA256 over “time.body” with the whsec secret, compared with v1',
        holds: marks.some((mark) => made.includes(mark ?? '')),
        shown: header,
      },
      { zh: '事件', en: 'The event', holds: null, shown: pretty(request.body) },
    ]
  }
  const form = [...new URLSearchParams(request.body)]
  return [
    {
      zh: '密钥在 Authorization 头里，靠 TLS 保护',
      en: 'The key is in the Authorization header, protected by TLS',
      holds: (request.headers.authorization ?? '').startsWith('Bearer sk_'),
      shown: (request.headers.authorization ?? '').slice(0, 18),
    },
    {
      zh: '幂等键：同一个键只做一次',
      en: 'Idempotency key: one key is done once',
      holds: request.method === 'POST' ? Boolean(request.headers['idempotency-key']) : null,
      shown: request.headers['idempotency-key'] ?? '',
    },
    {
      zh: '表单参数',
      en: 'The form',
      holds: null,
      shown: form.map(([name, value]) => `${name} = ${value}`).join('\n'),
    },
    ...(response
      ? [{ zh: '应答', en: 'The reply', holds: null, shown: pretty(response.body) }]
      : []),
  ]
}

function receiptOf({ direction, response, acknowledged }: Exchange): Step {
  const shown = response ? `HTTP ${response.status} ${response.body.slice(0, 200)}` : '—'
  if (direction === 'call') {
    return { zh: '收到了应答', en: 'An answer came', holds: response !== null, shown }
  }
  return {
    zh: '商户的回执算数（否则会按时间表重发）',
    en: 'The shop’s receipt counts (else it is sent again by the schedule)',
    holds: acknowledged,
    shown,
  }
}

function ours({ alipay }: SandboxKeys): string[] {
  return [alipay.merchantPrivateKeyPem]
}

function theirs({ alipay }: SandboxKeys): string[] {
  return [alipay.gatewayPrivateKeyPem, alipay.nextGatewayPrivateKeyPem]
}

function verified(text: string, signature: string, privateKeyPem: string): boolean {
  try {
    return verifyText(text, signature, privateKeyPem)
  } catch {
    return false
  }
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}
