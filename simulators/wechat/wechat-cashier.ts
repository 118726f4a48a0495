import { formatDecimal } from '#kernel/money.ts'
import { beijing } from '../beijing-time.ts'
import type { Answer, Call } from '../engine/http.ts'
import { type Button, buttons, cashierPage, link, notice, receipt } from '../page.ts'
import {
  CODE_LIFE_MS,
  codeUrl,
  type PayOutcome,
  payOrder,
  payOrderLate,
  prepayId,
  type WechatBooks,
  type WechatOrder,
} from './order.ts'
import { H5_LIFE_MS } from './transaction-routes.ts'

const choices: Button[] = [
  { action: 'pay', testId: 'wechat-pay', text: '确认付款', hint: 'Pay', main: true },
  { action: 'fail', testId: 'wechat-fail', text: '付款失败', hint: 'Fail: balance too low' },
  { action: 'late', testId: 'wechat-pay-late', text: '稍后付款', hint: 'Pay late, after expiry' },
  { action: 'cancel', testId: 'wechat-cancel', text: '取消返回', hint: 'Cancel and go back' },
]

const lateChoices: Button[] = [
  { action: 'complete', testId: 'wechat-complete', text: '立即到账', hint: 'Let it arrive now' },
  { action: 'cancel', testId: 'wechat-cancel', text: '返回商家', hint: 'Back to the merchant' },
]

const outcomeWords: Partial<Record<PayOutcome, [string, string]>> = {
  expired: ['订单已过期，不能再付款', 'The order has expired'],
  closed: ['订单已关闭', 'The order is closed'],
}

/**
 * Stands in for scanning the QR code with a phone (`?code_url=…`) and for the wallet that opens
 * above the merchant's page (`?prepay_id=…`); where the payer came from is in `back`, which the
 * real wallet does not know. `/wechat/h5` is the page between a phone's browser and the wallet.
 */
export function wechatCashier(books: WechatBooks, call: Call): Answer {
  const form = new URLSearchParams(call.body.toString())
  const given = call.method === 'POST' ? form : call.query
  const code = given.get('code_url')
  const isH5 = call.path === '/wechat/h5'
  const from = given.get(isH5 ? 'redirect_url' : 'back') ?? ''
  const back = /^https?:\/\//.test(from) ? from : ''
  const age = (of: WechatOrder) => books.world.schedule.now() - of.codeIssuedAt
  const order = books.orders
    .all()
    .find((one) => (code ? codeUrl(one) === code : prepayId(one) === given.get('prepay_id')))
  if (!order || age(order) >= (isH5 ? H5_LIFE_MS : CODE_LIFE_MS)) {
    const text = notice('二维码无效或已过期', 'This code is unknown or has expired', 'wechat-error')
    const words = { title: '无法付款', subtitle: 'Cannot pay' }
    return cashierPage({ brand: 'wechat', ...words, content: text, status: 400 })
  }
  if (call.method === 'GET') return show(books, order, back, '')
  if (call.method !== 'POST') return { status: 405, headers: { allow: 'GET, POST' } }
  return act(books, order, back, form.get('action') ?? '')
}

function act(books: WechatBooks, order: WechatOrder, back: string, action: string): Answer {
  if (action === 'cancel') {
    if (back) return { status: 303, headers: { location: back } }
    const content = notice('可以关闭此页面', 'You may close this page', 'wechat-done')
    return cashierPage({ brand: 'wechat', title: '已取消', subtitle: 'Cancelled', content })
  }
  let alert = ''
  if (action === 'fail') alert = notice('余额不足，付款失败', 'Balance too low', 'wechat-failed')
  if (action === 'late') payOrderLate(books, order.outTradeNo)
  if (action === 'pay' || action === 'complete') {
    const outcome = payOrder(books, order.outTradeNo, { force: action === 'complete' })
    const words = outcomeWords[outcome]
    if (words) alert = notice(...words, 'wechat-error')
  }
  return show(books, books.orders.get(order.outTradeNo) ?? order, back, alert)
}

function show(books: WechatBooks, order: WechatOrder, back: string, alert: string): Answer {
  const bill = receipt({
    amount: formatDecimal({ minor: order.fen, currency: 'CNY' }),
    lines: [
      ['商户号', books.world.keys.wechat.mchid],
      ['商户订单号', order.outTradeNo],
      ['请在此前付款', order.expiresAt === null ? '不限' : beijing(order.expiresAt)],
    ],
  })
  const rest = order.paidAt === null ? payForm(order, back) : paidNote(back)
  const content = bill + alert + rest
  return cashierPage({ brand: 'wechat', title: order.description, subtitle: 'Order', content })
}

function payForm(order: WechatOrder, back: string): string {
  const scanned = (order.tradeType ?? 'NATIVE') === 'NATIVE'
  const name = scanned ? { code_url: codeUrl(order) } : { prepay_id: prepayId(order) }
  const hidden = { ...name, back }
  if (order.latePayAt === null) return buttons('/wechat/cashier', choices, hidden)
  const note = notice(
    `银行处理中，将于 ${beijing(order.latePayAt)} 到账`,
    'The bank is slow: the money arrives after the deadline',
    'wechat-late',
  )
  return note + buttons('/wechat/cashier', lateChoices, hidden)
}

function paidNote(back: string): string {
  const done = notice('支付成功', 'Paid', 'wechat-paid')
  return back ? done + link(back, '返回商家', 'Back to the merchant', 'wechat-back') : done
}
