import type { ReplyFault } from '../engine/faults.ts'
import type { Answer, Call } from '../engine/http.ts'
import type { World } from '../engine/world.ts'
import { openAgreement } from './agreement.ts'
import { agreementMethods } from './agreement-methods.ts'
import { readAgreementPage, showAgreement } from './agreement-pages.ts'
import { alipayCashier, alipayProblemPage } from './alipay-cashier.ts'
import { alipayNoticeStyle } from './alipay-notice.ts'
import { alipayError, alipayReply } from './alipay-reply.ts'
import { type AlipayTrustMode, setSigning } from './alipay-signing.ts'
import { billMethods, serveBill } from './bill-methods.ts'
import { certificateMethods } from './certificate-methods.ts'
import { payMethods, readPayPage } from './pay-pages.ts'
import { codeMethods, pageOfCode, scan } from './qr-codes.ts'
import { type AlipayBooks, openTrade, planTrade } from './trade.ts'
import { tradeMethods } from './trade-methods.ts'
import { transferMethods } from './transfer-methods.ts'
import { verifyAlipayRequest } from './verify-alipay-request.ts'

export type AlipayGateway = {
  books: AlipayBooks
  /** What a call is about, for fault knobs limited to a part of it; null if it is not Alipay's. */
  label: (call: Call) => string | null
  answer: (call: Call, fault: ReplyFault | null) => Answer
  /**
   * Opens what a payer is given, a signed address or a code, as a payer does; answers the number of
   * the trade or agreement that then exists, null if the gateway refuses it.
   */
  open: (url: string) => string | null
}

const SIGN_PAGE = 'alipay.user.agreement.page.sign'
const pageMethods = [...payMethods, SIGN_PAGE]
const methods = {
  ...tradeMethods,
  ...codeMethods,
  ...agreementMethods,
  ...billMethods,
  ...certificateMethods,
  ...transferMethods,
}

/** `/gateway.do` and what stands behind it: the cashier, the page of agreements, the bills. */
export function createAlipayGateway(world: World, trust?: AlipayTrustMode): AlipayGateway {
  const { journal } = world
  const books: AlipayBooks = {
    world,
    trades: journal.table('alipay.trades'),
    pages: journal.table('alipay.pages'),
    codes: journal.table('alipay.codes'),
    agreements: journal.table('alipay.agreements'),
    agreementPages: journal.table('alipay.agreementPages'),
    bills: journal.table('alipay.bills'),
  }
  if (trust) setSigning(world, { mode: trust })
  world.notifier.styles.alipay = alipayNoticeStyle(world)
  for (const trade of books.trades.all()) planTrade(books, trade)
  return {
    books,
    label: (call) => labelOf(call),
    answer: (call, fault) => answer(books, call, fault),
    open: (url) => open(books, url),
  }
}

/** Whatever a payer's browser opens is the cashier's, where faults of the API play no part. */
function labelOf(call: Call): string | null {
  if (call.path === '/gateway.do') {
    const method = methodOf(call)
    return pageMethods.includes(method) ? 'cashier' : method
  }
  if (call.path.startsWith('/alipay/bills/')) return 'alipay.bill.download'
  return /^\/alipay\/(cashier|agreements)(\/|$)/.test(call.path) ? 'cashier' : null
}

function answer(books: AlipayBooks, call: Call, fault: ReplyFault | null): Answer {
  const [, , place = '', token = ''] = call.path.split('/')
  if (call.path === '/gateway.do') {
    const method = methodOf(call)
    if (!pageMethods.includes(method)) return serveMethod(books, call, fault)
    return method === SIGN_PAGE ? lead(books, call, 'agreements') : lead(books, call, 'cashier')
  }
  if (place === 'bills') return serveBill(books, token)
  if (place === 'agreements') return showAgreement(books, call, token)
  return token === '' ? scan(books, call) : alipayCashier(books, call, token)
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
  const notifyUrl = request.parameters.get('notify_url') ?? ''
  const around = { notifyUrl, origin: `http://${call.headers.host}` }
  const result = run?.(books, request.biz, around) ?? { fields: {} }
  return alipayReply(world, request.method, result, fault)
}

/** No reply to the merchant's server: the browser is led to a page, or told why not. */
function lead(books: AlipayBooks, call: Call, place: 'cashier' | 'agreements'): Answer {
  const read = place === 'cashier' ? readPayPage : readAgreementPage
  const page = read(books, call)
  if (typeof page === 'string') return alipayProblemPage(page)
  return { status: 302, headers: { location: `/alipay/${place}/${page.token}` } }
}

function open(books: AlipayBooks, url: string): string | null {
  if (!URL.canParse(url)) return null
  const { origin, pathname, search, searchParams } = new URL(url)
  const call: Call = {
    method: 'GET',
    path: pathname,
    target: `${pathname}${search}`,
    query: searchParams,
    headers: { host: new URL(origin).host },
    body: Buffer.alloc(0),
    fromLoopback: true,
  }
  const scanned = pageOfCode(books, url)
  if (scanned) return openTrade(books, scanned).outTradeNo
  if (methodOf(call) === SIGN_PAGE) {
    const page = readAgreementPage(books, call)
    if (typeof page === 'string') return null
    return openAgreement(books, page).externalNo
  }
  const page = readPayPage(books, call)
  return typeof page === 'string' ? null : openTrade(books, page).outTradeNo
}
