import { beijing } from '../beijing-time.ts'
import type { Answer, Call } from '../engine/http.ts'
import { type Button, buttons, cashierPage, link, notice, receipt } from '../page.ts'
import { signText } from '../signing.ts'
import { nextSigner } from './alipay-signing.ts'
import {
  type AlipayBooks,
  type AlipayTrade,
  openTrade,
  type PayPage,
  pageProblem,
  payTrade,
  payTradeLate,
  yuan,
} from './trade.ts'

const choices: Button[] = [
  { action: 'pay', testId: 'alipay-pay', text: '确认付款', hint: 'Pay', main: true },
  { action: 'fail', testId: 'alipay-fail', text: '付款失败', hint: 'Fail: balance too low' },
  { action: 'late', testId: 'alipay-pay-late', text: '稍后付款', hint: 'Pay late, after expiry' },
  { action: 'cancel', testId: 'alipay-cancel', text: '取消返回', hint: 'Cancel and go back' },
]

/** The cashier behind a page-pay address: GET shows it (and makes the trade exist), POST acts. */
export function alipayCashier(books: AlipayBooks, call: Call, token: string): Answer {
  const page = books.pages.get(token)
  if (!page) return alipayProblemPage('ILLEGAL_PAGE')
  if (call.method === 'GET') return show(books, page)
  if (call.method !== 'POST') return { status: 405, headers: { allow: 'GET, POST' } }
  const action = new URLSearchParams(call.body.toString()).get('action')
  if (action === 'cancel') return leave(page.returnUrl, '已取消', 'Cancelled')
  if (action === 'complete') payTrade(books, page.outTradeNo, { force: true })
  if (action === 'late') payTradeLate(books, page.outTradeNo)
  if (action === 'pay') payTrade(books, page.outTradeNo)
  const failed =
    action === 'fail' ? notice('余额不足，付款失败', 'Balance too low', 'alipay-failed') : ''
  const trade = books.trades.get(page.outTradeNo)
  if (trade?.paidAt != null && action !== 'late')
    return leave(returnAddress(books, trade), '付款成功', 'Paid')
  return show(books, page, failed)
}

/** An error page of the cashier, with the gateway's code. */
export function alipayProblemPage(code: string, detail = ''): Answer {
  const content = notice(
    `错误代码：${code}`,
    detail || 'The cashier cannot be opened',
    'alipay-error',
  )
  return cashierPage({
    brand: 'alipay',
    title: '无法付款',
    subtitle: 'Cannot pay',
    content,
    status: 400,
  })
}

function show(books: AlipayBooks, page: PayPage, alert = ''): Answer {
  const problem = pageProblem(books, page)
  const known = books.trades.get(page.outTradeNo)
  if (problem === 'ACQ.TRADE_HAS_SUCCESS' && known) {
    const back = link(
      returnAddress(books, known),
      '返回商家',
      'Back to the merchant',
      'alipay-back',
    )
    const content = notice('这笔订单已经付过款了', 'Already paid', 'alipay-paid') + back
    return cashierPage({ brand: 'alipay', title: '已付款', subtitle: 'Paid', content })
  }
  if (problem && known?.latePayAt == null) return alipayProblemPage(problem)
  const trade = openTrade(books, page)
  const bill = receipt({
    amount: yuan(trade.fen),
    lines: [
      ['商户订单号', trade.outTradeNo],
      ['支付宝交易号', trade.tradeNo],
      ['请在此前付款', trade.expiresAt === null ? '不限' : beijing(trade.expiresAt)],
    ],
  })
  const action = `/alipay/cashier/${page.token}`
  const form =
    trade.latePayAt === null
      ? buttons(action, choices)
      : notice(
          `银行处理中，将于 ${beijing(trade.latePayAt)} 到账`,
          'The bank is slow: the money arrives after the deadline',
          'alipay-late',
        ) + buttons(action, lateChoices)
  const content = bill + alert + form
  return cashierPage({ brand: 'alipay', title: trade.subject, subtitle: 'Order', content })
}

const lateChoices: Button[] = [
  { action: 'complete', testId: 'alipay-complete', text: '立即到账', hint: 'Let it arrive now' },
  { action: 'cancel', testId: 'alipay-cancel', text: '返回商家', hint: 'Back to the merchant' },
]

/** Back to the merchant, or a word of farewell where no address was given. */
export function leave(address: string, title: string, subtitle: string): Answer {
  if (/^https?:\/\//.test(address)) return { status: 303, headers: { location: address } }
  const content = notice('可以关闭此页面', 'You may close this page', 'alipay-done')
  return cashierPage({ brand: 'alipay', title, subtitle, content })
}

/** The signed return of the payer: amounts and numbers, but never a `trade_status`. */
function returnAddress(books: AlipayBooks, trade: AlipayTrade): string {
  if (!URL.canParse(trade.returnUrl)) return ''
  const { appId, sellerId } = books.world.keys.alipay
  const fields: Record<string, string> = {
    app_id: appId,
    auth_app_id: appId,
    charset: 'utf-8',
    method: 'alipay.trade.page.pay.return',
    out_trade_no: trade.outTradeNo,
    seller_id: sellerId,
    timestamp: beijing(books.world.schedule.now()),
    total_amount: yuan(trade.fen),
    trade_no: trade.tradeNo,
    version: '1.0',
  }
  const content = Object.keys(fields)
    .sort()
    .map((name) => `${name}=${fields[name]}`)
    .join('&')
  const address = new URL(trade.returnUrl)
  for (const [name, value] of Object.entries(fields)) address.searchParams.set(name, value)
  address.searchParams.set('sign_type', 'RSA2')
  address.searchParams.set('sign', signText(content, nextSigner(books.world).privateKeyPem))
  return address.toString()
}
