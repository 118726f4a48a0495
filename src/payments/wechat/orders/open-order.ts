import { formatRfc3339 } from '../../beijing-time.ts'
import { type Fields, textOf } from '../../fields.ts'
import type { ChargeReply, ChargeRequest } from '../../provider.ts'
import { signSha256 } from '../../rsa.ts'
import { callWechat, type WechatContext } from '../call-wechat.ts'
import { officialWechatHosts } from '../wechat-config.ts'
import { fenOf, plain } from '../wechat-facts.ts'

/** Longest description that the gateway takes, in characters. */
const MAX_DESCRIPTION = 127

const trades = { qr: 'native', jsapi: 'jsapi', h5: 'h5' } as const

/**
 * Begins a payment by a code, a call inside WeChat, or the way from a phone's browser into WeChat.
 * The same number with the same parameters answers the same again, so a lost reply is repeated.
 */
export async function openOrder(
  context: WechatContext,
  request: ChargeRequest,
): Promise<ChargeReply> {
  const { config, around } = context
  const { channel } = request
  const total = fenOf(request.amount.minor)
  if (channel !== 'qr' && channel !== 'jsapi' && channel !== 'h5') {
    return refused('channel_not_supported')
  }
  if (request.amount.currency !== 'CNY') return refused('currency_not_supported')
  if (total === null) return refused('amount_out_of_range')
  if (request.expiresAt <= around.now()) return refused('already_expired')
  const payer = payerFields(channel, request)
  if (typeof payer === 'string') return refused(payer)
  const reply = await callWechat(context, 'POST', `/v3/pay/transactions/${trades[channel]}`, {
    appid: config.appid,
    mchid: config.mchid,
    description: plain(request.subject, MAX_DESCRIPTION),
    out_trade_no: request.outTradeNo,
    time_expire: formatRfc3339(request.expiresAt),
    notify_url: request.notifyUrl,
    amount: { total, currency: 'CNY' },
    ...payer,
  })
  if (reply.kind !== 'ok') return { kind: reply.kind, code: reply.code }
  return actions[channel](context, reply.fields, request)
}

/** What the gateway must know of the payer; a text says what is not known. */
function payerFields(channel: keyof typeof trades, { payer }: ChargeRequest): Fields | string {
  if (channel === 'qr') return {}
  if (channel === 'jsapi') {
    return payer?.openid ? { payer: { openid: payer.openid } } : 'openid_missing'
  }
  if (!payer?.ip) return 'ip_missing'
  return { scene_info: { payer_client_ip: payer.ip, h5_info: { type: 'Wap' } } }
}

type Action = (context: WechatContext, fields: Fields, request: ChargeRequest) => ChargeReply

const actions: Record<keyof typeof trades, Action> = {
  qr: (_, fields) => {
    const content = textOf(fields, 'code_url')
    return content?.startsWith('weixin://')
      ? { kind: 'qr', content }
      : { kind: 'unknown', code: 'no_code_url' }
  },
  jsapi: (context, fields) => {
    const prepayId = textOf(fields, 'prepay_id')
    return prepayId
      ? { kind: 'jsapi', parameters: callParameters(context, prepayId) }
      : { kind: 'unknown', code: 'no_prepay_id' }
  },
  h5: (context, fields, { returnUrl }) => {
    const url = officialAddress(context, textOf(fields, 'h5_url'))
    if (!url) return { kind: 'unknown', code: 'no_h5_url' }
    url.searchParams.set('redirect_url', returnUrl)
    return { kind: 'redirect', url: url.href, shortLived: true }
  },
}

/** For `getBrandWCPayRequest`, signed over `appId\ntimeStamp\nnonceStr\npackage\n`. */
function callParameters(
  { config, around, merchantKey }: WechatContext,
  prepayId: string,
): Record<string, string> {
  const timeStamp = String(Math.floor(around.now().getTime() / 1000))
  const nonceStr = around.nonce()
  const parcel = `prepay_id=${prepayId}`
  const content = `${config.appid}\n${timeStamp}\n${nonceStr}\n${parcel}\n`
  return {
    appId: config.appid,
    timeStamp,
    nonceStr,
    package: parcel,
    signType: 'RSA',
    paySign: signSha256(content, merchantKey),
  }
}

/** The payer is sent to WeChat Pay's own page only; in a sandbox to the sandbox. */
function officialAddress({ config }: WechatContext, text: string | null): URL | null {
  if (!text || !URL.canParse(text)) return null
  const url = new URL(text)
  const gateway = new URL(config.baseUrl)
  if (!officialWechatHosts.includes(gateway.host)) return url.origin === gateway.origin ? url : null
  return url.origin === 'https://wx.tenpay.com' ? url : null
}

function refused(code: string): ChargeReply {
  return { kind: 'refused', code }
}
