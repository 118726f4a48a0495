import type {
  Acknowledgement,
  Capabilities,
  Channel,
  ChargeRequest,
  Provider,
  RawNotification,
} from '../provider.ts'
import { readPrivateKey } from '../rsa.ts'
import type { Surroundings } from '../wire.ts'
import { fetchWechatBill } from './bills/fetch-wechat-bill.ts'
import type { WechatContext } from './call-wechat.ts'
import { payerIdentity } from './openid/payer-identity.ts'
import { openOrder } from './orders/open-order.ts'
import { closeOrder, queryOrder } from './orders/query-order.ts'
import { queryTransactionRefund, refundTransaction } from './orders/refund-transaction.ts'
import { isPapayMessage, readPapayNotification } from './papay/read-papay-notification.ts'
import { wechatRecurring } from './papay/wechat-recurring.ts'
import { writeXml } from './papay/xml.ts'
import { readWechatNotification } from './read-wechat-notification.ts'
import { trustedKeys } from './trusted-keys.ts'
import type { WechatConfig, WechatProduct } from './wechat-config.ts'
import { MAX_FEN } from './wechat-facts.ts'

/** What every merchant has without asking for it. */
const usualProducts: readonly WechatProduct[] = ['native']

/** WeChat Pay API v3 of a direct merchant; 周期扣费 by API v2. */
export function wechatProvider(config: WechatConfig, around: Surroundings): Provider {
  const line = { config, around, merchantKey: readPrivateKey(config.merchantPrivateKeyPem) }
  const context: WechatContext = { ...line, keyOf: trustedKeys(line) }
  const products = config.products ?? usualProducts
  const capabilities = capabilitiesOf(products)
  return {
    name: 'wechat',
    account: config.mchid,
    capabilities,
    createCharge: (request) => createCharge(context, capabilities.channels, request),
    queryCharge: (outTradeNo) => queryOrder(context, outTradeNo),
    closeCharge: (outTradeNo) => closeOrder(context, outTradeNo),
    createRefund: (request) => refundTransaction(context, request),
    queryRefund: (request) => queryTransactionRefund(context, request),
    readNotification: async (raw) =>
      config.papay && isPapayMessage(raw)
        ? readPapayNotification(config, config.papay, raw)
        : readWechatNotification(context, raw),
    acknowledge,
    fetchBill: (date, kind) => fetchWechatBill(context, date, kind),
    ...(products.includes('cycle') && config.papay
      ? { recurring: wechatRecurring(context, config.papay) }
      : {}),
    ...(config.app ? { identity: payerIdentity(config, config.app, around) } : {}),
  }
}

const channelNames = { native: 'qr', jsapi: 'jsapi', h5: 'h5' } as const

function capabilitiesOf(products: readonly WechatProduct[]): Capabilities {
  return {
    channels: products.flatMap((product) => (product === 'cycle' ? [] : [channelNames[product]])),
    currencies: ['CNY'],
    amounts: { min: 1n, max: MAX_FEN },
    refunds: { partial: true, maxPerCharge: 50, withinDays: 365, gapMs: 60_000 },
    bills: ['trade', 'funds'],
  }
}

async function createCharge(
  context: WechatContext,
  channels: readonly Channel[],
  request: ChargeRequest,
): ReturnType<Provider['createCharge']> {
  if (channels.includes(request.channel)) return openOrder(context, request)
  return { kind: 'refused', code: 'channel_not_supported' }
}

/** API v3 stops at any 200 or 204; API v2 only at XML that says SUCCESS. */
function acknowledge(accepted: boolean, raw?: RawNotification): Acknowledgement {
  const status = accepted ? 200 : 400
  if (raw && isPapayMessage(raw)) {
    const said: [string, string][] = [['return_code', accepted ? 'SUCCESS' : 'FAIL']]
    const body = writeXml([...said, ['return_msg', accepted ? 'OK' : '失败']])
    return { status, headers: { 'content-type': 'text/xml; charset=utf-8' }, body }
  }
  if (accepted) return { status: 204, headers: {}, body: '' }
  const body = JSON.stringify({ code: 'FAIL', message: '失败' })
  return { status, headers: { 'content-type': 'application/json' }, body }
}
