import { formatDecimal } from '#kernel/money.ts'
import { formatBeijing } from '../../beijing-time.ts'
import { textOf } from '../../fields.ts'
import type { ChargeReply, ChargeRequest } from '../../provider.ts'
import { type AlipayLine, signedAddress } from '../alipay-line.ts'
import { callAlipay } from '../call-alipay.ts'
import { plainText } from './plain-text.ts'

/** Alipay takes 0.01 to 100,000,000 yuan a trade. */
export const MAX_FEN = 10_000_000_000n

const pages = {
  page: { method: 'alipay.trade.page.pay', product: 'FAST_INSTANT_TRADE_PAY' },
  wap: { method: 'alipay.trade.wap.pay', product: 'QUICK_WAP_WAY' },
}

/**
 * Begins a payment by a page for a computer, a page for a phone, or a code to scan. Whatever the
 * way, the trade exists only once the payer has scanned or logged in, and `time_expire` is absolute
 * because `timeout_express` only begins to count then.
 */
export async function openTrade(line: AlipayLine, request: ChargeRequest): Promise<ChargeReply> {
  const { minor, currency } = request.amount
  if (currency !== 'CNY') return { kind: 'refused', code: 'currency_not_supported' }
  if (minor < 1n || minor > MAX_FEN) return { kind: 'refused', code: 'amount_out_of_range' }
  if (request.expiresAt <= line.around.now()) return { kind: 'refused', code: 'already_expired' }
  const { channel, notifyUrl, returnUrl } = request
  const biz = {
    out_trade_no: request.outTradeNo,
    total_amount: formatDecimal(request.amount),
    subject: plainText(request.subject),
    time_expire: formatBeijing(request.expiresAt),
  }
  if (channel === 'qr') return preCreate(line, biz, notifyUrl)
  if (channel !== 'page' && channel !== 'wap') {
    return { kind: 'refused', code: 'channel_not_supported' }
  }
  const { method, product } = pages[channel]
  const quit = channel === 'wap' ? { quit_url: returnUrl } : {}
  const page = { ...biz, product_code: product, ...quit }
  const url = signedAddress(line, { method, biz: page, notifyUrl, returnUrl })
  return { kind: 'redirect', url }
}

/**
 * A repeat under the same number answers the same code, so a lost reply is simply asked for again.
 * A number that has been paid meanwhile is no refusal: the trade itself must be asked.
 */
async function preCreate(
  line: AlipayLine,
  biz: { out_trade_no: string },
  notifyUrl: string,
): Promise<ChargeReply> {
  const reply = await callAlipay(line, 'alipay.trade.precreate', biz, { notifyUrl })
  if (reply.kind !== 'ok') {
    const paid = reply.code === 'ACQ.TRADE_HAS_SUCCESS'
    return { kind: paid ? 'unknown' : reply.kind, code: reply.code }
  }
  const content = textOf(reply.node, 'qr_code')
  const same = textOf(reply.node, 'out_trade_no') === biz.out_trade_no
  return content && same ? { kind: 'qr', content } : { kind: 'unknown', code: 'no_qr_code' }
}
