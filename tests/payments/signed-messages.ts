import { sign } from 'node:crypto'
import type { RawNotification } from '#payments/provider.ts'
import { seal } from '../../simulators/wechat/seal.ts'
import type { Sandbox } from './sandbox.ts'

type Form = Record<string, string>

/** A payment of 19.99 yuan as Alipay tells it, before it is signed. */
export function alipayFields(sandbox: Sandbox, change: Form = {}): Form {
  const { appId, sellerId } = sandbox.simulators.keys.alipay
  return {
    app_id: appId,
    seller_id: sellerId,
    charset: 'utf-8',
    notify_id: '2026112200222160000012345678',
    notify_type: 'trade_status_sync',
    notify_time: '2026-11-22 16:00:00',
    out_trade_no: 'T20261122000001',
    trade_no: '2026112222001412345678901234',
    trade_status: 'TRADE_SUCCESS',
    total_amount: '19.99',
    gmt_payment: '2026-11-22 15:59:59',
    ...change,
  }
}

/** Signs a form as Alipay does (without `sign` and `sign_type`) and encodes it. */
export function alipayForm(sandbox: Sandbox, fields: Form, encode = encodePlus): RawNotification {
  const content = Object.keys(fields)
    .sort()
    .filter((name) => fields[name] !== '')
    .map((name) => `${name}=${fields[name]}`)
    .join('&')
  const key = sandbox.simulators.keys.alipay.gatewayPrivateKeyPem
  const signature = sign('sha256', Buffer.from(content), key).toString('base64')
  return formNotification(encode({ ...fields, sign_type: 'RSA2', sign: signature }))
}

export function formNotification(body: string): RawNotification {
  const headers = new Headers({
    'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
  })
  return { headers, body: Buffer.from(body) }
}

export function encodePlus(fields: Form): string {
  return new URLSearchParams(fields).toString()
}

export function encodePercent(fields: Form): string {
  return Object.entries(fields)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join('&')
}

/** An envelope as WeChat Pay sends it, sealed with the sandbox's APIv3 key. */
export function wechatEnvelope(sandbox: Sandbox, change: Record<string, unknown> = {}) {
  const { mchid, appid } = sandbox.simulators.keys.wechat
  const resource = {
    mchid,
    appid,
    out_trade_no: 'T20261122000001',
    transaction_id: '4200000000000000000000000001',
    trade_state: 'SUCCESS',
    success_time: '2026-11-22T15:59:59+08:00',
    amount: { total: 1999, payer_total: 1000, currency: 'CNY', payer_currency: 'CNY' },
    ...change,
  }
  const world = { random: () => Buffer.from('abcdef'), keys: sandbox.simulators.keys }
  const box = seal(world, JSON.stringify(resource), 'transaction')
  return {
    id: 'EV-2026112200000001',
    create_time: '2026-11-22T16:00:00+08:00',
    resource_type: 'encrypt-resource',
    event_type: 'TRANSACTION.SUCCESS',
    resource: { original_type: 'transaction', ...box },
  }
}

/** Signs bytes as WeChat Pay's public-key mode does; `change` overrides headers, '' removes one. */
export function wechatMessage(
  sandbox: Sandbox,
  body: string,
  change: { skewSeconds?: number; headers?: Form } = {},
): RawNotification {
  const { publicKeyId, gatewayPrivateKeyPem } = sandbox.simulators.keys.wechat
  const timestamp = Math.floor(sandbox.time.now.getTime() / 1000) + (change.skewSeconds ?? 0)
  const nonce = 'c5ac7061fccab6bf3e254dcf98995b8c'
  const content = Buffer.from(`${timestamp}\n${nonce}\n${body}\n`)
  const headers = new Headers({
    'wechatpay-timestamp': String(timestamp),
    'wechatpay-nonce': nonce,
    'wechatpay-serial': publicKeyId,
    'wechatpay-signature': sign('sha256', content, gatewayPrivateKeyPem).toString('base64'),
  })
  for (const [name, value] of Object.entries(change.headers ?? {})) {
    if (value === '') headers.delete(name)
    else headers.set(name, value)
  }
  return { headers, body: Buffer.from(body) }
}
