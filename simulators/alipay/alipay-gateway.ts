import { readBeijing } from '../beijing-time.ts'
import type { ReplyFault } from '../engine/faults.ts'
import type { Answer, Call } from '../engine/http.ts'
import { randomHex, type World } from '../engine/world.ts'
import { alipayCashier, alipayProblemPage } from './alipay-cashier.ts'
import { alipayNoticeStyle } from './alipay-notice.ts'
import { alipayError, alipayReply } from './alipay-reply.ts'
import { type AlipayBooks, openTrade, type PayPage, planTrade } from './trade.ts'
import { readAmount, tradeMethods } from './trade-methods.ts'
import { transferMethods } from './transfer-methods.ts'
import { verifyAlipayRequest } from './verify-alipay-request.ts'

export type AlipayGateway = {
  books: AlipayBooks
  /** What a call is about, for fault knobs limited to a part of it; null if it is not Alipay's. */
  label: (call: Call) => string | null
  answer: (call: Call, fault: ReplyFault | null) => Answer
  /** Opens a signed page-pay address as a payer's browser would; null if the gateway refuses it. */
  open: (url: string) => string | null
}

const methods = { ...tradeMethods, ...transferMethods }

const PAGE_PAY = 'alipay.trade.page.pay'

/** `/gateway.do` and the cashier behind it. */
export function createAlipayGateway(world: World): AlipayGateway {
  const books: AlipayBooks = {
    world,
    trades: world.journal.table('alipay.trades'),
    pages: world.journal.table('alipay.pages'),
  }
  world.notifier.styles.alipay = alipayNoticeStyle(world)
  for (const trade of books.trades.all()) planTrade(books, trade)
  return {
    books,
    label: (call) => {
      if (call.path === '/gateway.do') return methodOf(call)
      return call.path.startsWith('/alipay/cashier/') ? 'cashier' : null
    },
    answer: (call, fault) => {
      if (call.path !== '/gateway.do') {
        return alipayCashier(books, call, call.path.slice('/alipay/cashier/'.length))
      }
      return methodOf(call) === PAGE_PAY ? pagePay(books, call) : serveMethod(books, call, fault)
    },
    open: (url) => {
      const page = readPage(books, browserCall(url))
      return typeof page === 'string' ? null : openTrade(books, page).outTradeNo
    },
  }
}

function methodOf(call: Call): string {
  const body = new URLSearchParams(call.body.toString('utf8'))
  return call.query.get('method') ?? body.get('method') ?? ''
}

function serveMethod(books: AlipayBooks, call: Call, fault: ReplyFault | null): Answer {
  const { world } = books
  const request = verifyAlipayRequest(world, call, Object.keys(methods))
  if ('place' in request) return alipayError(world, request, fault)
  if (fault?.kind === 'business') {
    const result = { fields: {}, sub: [fault.code, '模拟的业务错误'] as [string, string] }
    return alipayReply(world, request.method, result, fault)
  }
  const run = methods[request.method]
  const result = run?.(books, request.biz) ?? { fields: {} }
  return alipayReply(world, request.method, result, fault)
}

/** No reply to the merchant's server: the browser is led to the cashier, or told why not. */
function pagePay(books: AlipayBooks, call: Call): Answer {
  const page = readPage(books, call)
  if (typeof page === 'string') return alipayProblemPage(page)
  return { status: 302, headers: { location: `/alipay/cashier/${page.token}` } }
}

function readPage(books: AlipayBooks, call: Call): PayPage | string {
  const request = verifyAlipayRequest(books.world, call, [PAGE_PAY])
  if ('place' in request) return request.subCode
  const { biz, parameters } = request
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
    biz.product_code === 'FAST_INSTANT_TRADE_PAY' &&
    (timeExpire === undefined || expiresAt !== null)
  if (!valid || fen === null) return 'ACQ.INVALID_PARAMETER'
  const token = randomHex(books.world, 16)
  return books.pages.put(token, {
    token,
    outTradeNo,
    fen,
    subject,
    expiresAt,
    notifyUrl: parameters.get('notify_url') ?? '',
    returnUrl: parameters.get('return_url') ?? '',
  })
}

function browserCall(url: string): Call {
  const { pathname, search, searchParams } = new URL(url)
  return {
    method: 'GET',
    path: pathname,
    target: `${pathname}${search}`,
    query: searchParams,
    headers: {},
    body: Buffer.alloc(0),
    fromLoopback: true,
  }
}
