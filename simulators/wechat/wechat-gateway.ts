import { beijingRfc3339 } from '../beijing-time.ts'
import type { ReplyFault } from '../engine/faults.ts'
import type { Answer, Call } from '../engine/http.ts'
import type { World } from '../engine/world.ts'
import type { BillKind } from './bills/bill-file.ts'
import { askForBill, serveBill } from './bills/bill-routes.ts'
import { authorizePage, exchangeCode } from './openid/payer-codes.ts'
import { planOrder, type WechatBooks } from './order.ts'
import { leadToContract, showContract } from './papay/contract-pages.ts'
import { planDeduction } from './papay/deduction.ts'
import { announceCharge, answerPapay, isPapayCall } from './papay/papay-routes.ts'
import { planRefund } from './refund.ts'
import { createRefund, queryRefund } from './refund-routes.ts'
import { seal } from './seal.ts'
import { createSigners, type TrustMode } from './signers.ts'
import {
  type Body,
  closeTransaction,
  createTransaction,
  queryTransaction,
} from './transaction-routes.ts'
import { TRANSFERS, transferRoute } from './transfer-routes.ts'
import { verifyWechatRequest } from './verify-wechat-request.ts'
import { wechatCashier } from './wechat-cashier.ts'
import { openAddress } from './wechat-control.ts'
import { wechatNoticeStyle } from './wechat-notice.ts'
import { type ApiResult, wechatReply } from './wechat-reply.ts'

export type WechatGateway = {
  books: WechatBooks
  /** What a call is about, for fault knobs limited to a part of it; null if it is not WeChat's. */
  label: (call: Call) => string | null
  answer: (call: Call, fault: ReplyFault | null) => Answer
  /** Opens the address of a contract as a payer does; the merchant's number of it, or null. */
  open: (url: string) => string | null
}

const AUTHORIZE = '/connect/oauth2/authorize'
const TOKEN = '/sns/oauth2/access_token'

/** `/v3/…`, the calls of API v2 for 周期扣费, and the pages that a payer sees. */
export function createWechatGateway(world: World, trust: TrustMode): WechatGateway {
  const books: WechatBooks = {
    world,
    signers: createSigners(world, trust),
    orders: world.journal.table('wechat.orders'),
    refunds: world.journal.table('wechat.refunds'),
    contracts: world.journal.table('wechat.contracts'),
    codes: world.journal.table('wechat.codes'),
    bills: world.journal.table('wechat.bills'),
    settings: world.journal.table('wechat.settings'),
  }
  world.notifier.styles.wechat = wechatNoticeStyle(books)
  for (const order of books.orders.all()) {
    planOrder(books, order)
    planDeduction(books, order)
  }
  for (const refund of books.refunds.all()) {
    if (refund.status === 'PROCESSING') planRefund(books, refund)
  }
  return {
    books,
    label: labelOf,
    answer: (call, fault) => answer(books, call, fault),
    open: (url) => openAddress(books, url),
  }
}

const payerPages = ['/wechat/cashier', '/wechat/h5', '/papay/entrustweb', AUTHORIZE]

function labelOf(call: Call): string | null {
  const { method, path } = call
  if (payerPages.includes(path) || path.startsWith('/wechat/contracts/')) return 'cashier'
  const isApi = path.startsWith('/v3/') || path === TOKEN || isPapayCall(call)
  return isApi ? `${method} ${path}` : null
}

function answer(books: WechatBooks, call: Call, fault: ReplyFault | null): Answer {
  const { path } = call
  if (path === AUTHORIZE) return authorizePage(books, call)
  if (path === TOKEN) return exchangeCode(books, call)
  if (path === '/papay/entrustweb') return leadToContract(books, call)
  if (path === '/v3/billdownload/file') return serveBill(books, call)
  if (path.startsWith('/wechat/contracts/')) {
    return showContract(books, call, path.split('/').at(-1) ?? '')
  }
  if (path === '/wechat/cashier' || path === '/wechat/h5') return wechatCashier(books, call)
  if (isPapayCall(call)) return answerPapay(books, call, fault)
  return wechatReply(books, call, resultOf(books, call, fault), fault)
}

function resultOf(books: WechatBooks, call: Call, fault: ReplyFault | null): ApiResult {
  const refused = verifyWechatRequest(books.world, call)
  if (refused) return refused
  if (fault?.kind === 'business') {
    const status = businessStatuses[fault.code] ?? 400
    return { status, code: fault.code, message: '模拟的业务错误' }
  }
  const body = call.method === 'POST' ? readJson(call.body) : {}
  if (!body) return { status: 400, code: 'PARAM_ERROR', message: '请求体不是合法的JSON' }
  return route(books, call, body)
}

const businessStatuses: Record<string, number> = {
  SIGN_ERROR: 401,
  NO_AUTH: 403,
  NOT_ENOUGH: 403,
  OUT_TRADE_NO_USED: 403,
  RULE_LIMIT: 403,
  TRADE_ERROR: 403,
  ACCOUNT_ERROR: 403,
  USER_ACCOUNT_ABNORMAL: 403,
  ORDER_NOT_EXIST: 404,
  RESOURCE_NOT_EXISTS: 404,
  FREQUENCY_LIMITED: 429,
  RATELIMIT_EXCEEDED: 429,
  SYSTEM_ERROR: 500,
  BANK_ERROR: 500,
}

const transactions = '/v3/pay/transactions'
const refunds = '/v3/refund/domestic/refunds'
const bills: Record<string, BillKind> = {
  '/v3/bill/tradebill': 'trade',
  '/v3/bill/fundflowbill': 'funds',
}

function route(books: WechatBooks, call: Call, body: Body): ApiResult {
  const { method, path } = call
  const tail = (prefix: string) => decodeURIComponent(path.slice(prefix.length))
  const origin = `http://${call.headers.host}`
  const way = (['native', 'jsapi', 'h5'] as const).find((one) => path === `${transactions}/${one}`)
  if (method === 'POST' && way) return createTransaction(books, way, body, origin)
  const announced = /^\/v3\/papay\/contracts\/([^/]+)\/notify$/.exec(path)?.[1]
  if (method === 'POST' && announced) {
    return announceCharge(books, decodeURIComponent(announced), body)
  }
  const bill = bills[path]
  if (method === 'GET' && bill) return askForBill(books, bill, call.query, origin)
  if (method === 'POST' && path === refunds) return createRefund(books, body)
  if (path.startsWith(TRANSFERS)) return transferRoute(books, call, body)
  if (method === 'GET' && path === '/v3/certificates') return certificates(books)
  if (method === 'GET' && path.startsWith(`${refunds}/`)) {
    return queryRefund(books, tail(`${refunds}/`))
  }
  if (method === 'GET' && path.startsWith(`${transactions}/id/`)) {
    return queryTransaction(books, call, { transactionId: tail(`${transactions}/id/`) })
  }
  if (path.startsWith(`${transactions}/out-trade-no/`)) {
    const rest = tail(`${transactions}/out-trade-no/`)
    if (method === 'GET') return queryTransaction(books, call, { outTradeNo: rest })
    const closing = /^(.+)\/close$/.exec(rest)?.[1]
    if (method === 'POST' && closing) return closeTransaction(books, closing, body)
  }
  return { status: 404, code: 'RESOURCE_NOT_EXISTS', message: '接口不存在' }
}

/** Merchants that only have the public key get no certificates at all. */
function certificates(books: WechatBooks): ApiResult {
  if (books.signers.mode() === 'public_key') {
    return { status: 404, code: 'RESOURCE_NOT_EXISTS', message: '无可用的平台证书' }
  }
  const data = books.signers.certificates().map(({ serial, pem, from, until }) => ({
    serial_no: serial,
    effective_time: beijingRfc3339(from),
    expire_time: beijingRfc3339(until),
    encrypt_certificate: seal(books.world, pem, 'certificate'),
  }))
  return { status: 200, data: { data } }
}

function readJson(body: Buffer): Body | null {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'))
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isObject ? (value as Body) : null
  } catch {
    return null
  }
}
