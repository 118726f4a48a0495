import type {
  Acknowledgement,
  Capabilities,
  Channel,
  ChargeRequest,
  Provider,
} from '../provider.ts'
import type { Surroundings } from '../wire.ts'
import { alipayRecurring } from './agreements/alipay-recurring.ts'
import type { AlipayConfig, AlipayProduct } from './alipay-config.ts'
import { type AlipayLine, openLine } from './alipay-line.ts'
import { fetchAlipayBill } from './bills/fetch-alipay-bill.ts'
import { readAlipayNotification } from './read-alipay-notification.ts'
import { MAX_FEN, openTrade } from './trades/open-trade.ts'
import { closeTrade, queryTrade } from './trades/query-trade.ts'
import { queryTradeRefund, refundTrade } from './trades/refund-trade.ts'

/** What every merchant can sign for without talking to anyone. */
const usualProducts: readonly AlipayProduct[] = ['page', 'wap', 'qr']

/** Alipay's classic OpenAPI gateway, with a public key or with certificates. */
export function alipayProvider(config: AlipayConfig, around: Surroundings): Provider {
  const line = openLine(config, around)
  const products = config.products ?? usualProducts
  const capabilities = capabilitiesOf(products)
  return {
    name: 'alipay',
    account: config.appId,
    capabilities,
    createCharge: (request) => createCharge(line, capabilities.channels, request),
    queryCharge: (outTradeNo) => queryTrade(line, outTradeNo),
    closeCharge: (outTradeNo) => closeTrade(line, outTradeNo),
    createRefund: (request) => refundTrade(line, request),
    queryRefund: (request) => queryTradeRefund(line, request),
    readNotification: (raw) => readAlipayNotification(line, raw),
    acknowledge,
    fetchBill: (date, kind) => fetchAlipayBill(line, date, kind),
    ...(products.includes('cycle') ? { recurring: alipayRecurring(line) } : {}),
  }
}

function capabilitiesOf(products: readonly AlipayProduct[]): Capabilities {
  return {
    channels: products.filter((product) => product !== 'cycle'),
    currencies: ['CNY'],
    amounts: { min: 1n, max: MAX_FEN },
    refunds: { partial: true, maxPerCharge: null, withinDays: 365 },
    bills: ['trade', 'funds'],
  }
}

async function createCharge(
  line: AlipayLine,
  channels: readonly Channel[],
  request: ChargeRequest,
): ReturnType<Provider['createCharge']> {
  if (channels.includes(request.channel)) return openTrade(line, request)
  return { kind: 'refused', code: 'channel_not_supported' }
}

/** Alipay stops sending only at a body of exactly `success`. */
function acknowledge(accepted: boolean): Acknowledgement {
  const headers = { 'content-type': 'text/plain; charset=utf-8' }
  return accepted
    ? { status: 200, headers, body: 'success' }
    : { status: 400, headers, body: 'failure' }
}
