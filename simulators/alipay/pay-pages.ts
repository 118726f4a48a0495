import { readBeijing } from '../beijing-time.ts'
import type { Call } from '../engine/http.ts'
import { randomHex } from '../engine/world.ts'
import type { AlipayBooks, PayPage } from './trade.ts'
import { readAmount } from './trade-methods.ts'
import { verifyAlipayRequest } from './verify-alipay-request.ts'

const products: Record<string, string> = {
  'alipay.trade.page.pay': 'FAST_INSTANT_TRADE_PAY',
  'alipay.trade.wap.pay': 'QUICK_WAP_WAY',
}
export const payMethods = Object.keys(products)

/** What a signed address asks to be paid, or the gateway's code for why it cannot. */
export function readPayPage(books: AlipayBooks, call: Call): PayPage | string {
  const request = verifyAlipayRequest(books.world, call, payMethods)
  if ('place' in request) return request.subCode
  const { biz, parameters, method } = request
  const asked = readAsked(biz)
  if (!asked || biz.product_code !== products[method]) return 'ACQ.INVALID_PARAMETER'
  const token = randomHex(books.world, 16)
  return books.pages.put(token, {
    token,
    ...asked,
    notifyUrl: parameters.get('notify_url') ?? '',
    returnUrl: parameters.get('return_url') ?? '',
  })
}

/** What every way to begin a payment has to say, to the letter. */
export function readAsked(
  biz: Record<string, unknown>,
): Pick<PayPage, 'outTradeNo' | 'fen' | 'subject' | 'expiresAt'> | null {
  const { out_trade_no: outTradeNo, subject, time_expire: timeExpire } = biz
  const fen = readAmount(biz.total_amount)
  const expiresAt = readBeijing(timeExpire)
  const valid =
    typeof outTradeNo === 'string' &&
    /^[0-9A-Za-z_]{1,64}$/.test(outTradeNo) &&
    typeof subject === 'string' &&
    subject !== '' &&
    [...subject].length <= 256 &&
    !/[/=&]/.test(subject) &&
    (timeExpire === undefined || expiresAt !== null)
  return valid && fen !== null ? { outTradeNo, fen, subject, expiresAt } : null
}
