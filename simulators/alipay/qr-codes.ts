import type { Answer, Call } from '../engine/http.ts'
import { randomHex } from '../engine/world.ts'
import { alipayProblemPage } from './alipay-cashier.ts'
import { readAsked } from './pay-pages.ts'
import { type AlipayBooks, type PayPage, pageProblem } from './trade.ts'
import { type Method, type MethodResult, refusal } from './trade-methods.ts'

/** A code that nobody scans lives for two hours. */
const CODE_LIVES_MS = 2 * 3_600_000
const CODE = 'https://qr.alipay.com/'

export const codeMethods: Record<string, Method> = { 'alipay.trade.precreate': preCreate }

/**
 * Makes a code, not a trade: that comes with the scan. The same number asked for again in the same
 * words gets the same code while it lives.
 */
function preCreate(
  books: AlipayBooks,
  biz: Record<string, unknown>,
  { notifyUrl }: { notifyUrl: string },
): MethodResult {
  if (tooMuch(biz.total_amount)) return refusal('ACQ.TOTAL_FEE_EXCEED', '订单总金额超过限额')
  const asked = readAsked(biz)
  if (!asked) return refusal('ACQ.INVALID_PARAMETER', '参数无效')
  const token = randomHex(books.world, 16)
  const page: PayPage = { token, ...asked, notifyUrl, returnUrl: '' }
  const problem = pageProblem(books, page)
  if (problem) return refusal(problem, '不能生成二维码')
  const now = books.world.schedule.now()
  const known = books.codes.get(asked.outTradeNo)
  const knownPage = known && known.until > now ? books.pages.get(known.token) : undefined
  if (knownPage && !sameOrder(knownPage, page)) {
    return refusal('ACQ.CONTEXT_INCONSISTENT', '交易信息被篡改')
  }
  if (!knownPage) {
    books.pages.put(token, page)
    books.codes.put(asked.outTradeNo, { token, until: now + CODE_LIVES_MS })
  }
  const code = `${CODE}${knownPage?.token ?? token}`
  return { fields: { out_trade_no: asked.outTradeNo, qr_code: code } }
}

function tooMuch(amount: unknown): boolean {
  return typeof amount === 'string' && /^\d{10,}\.\d{2}$/.test(amount)
}

function sameOrder(a: PayPage, b: PayPage): boolean {
  return a.fen === b.fen && a.subject === b.subject && a.expiresAt === b.expiresAt
}

/** What a code stands for; null if it is none, or too old to be scanned. */
export function pageOfCode(books: AlipayBooks, text: string): PayPage | null {
  const page = text.startsWith(CODE) ? books.pages.get(text.slice(CODE.length)) : undefined
  const code = page && books.codes.get(page.outTradeNo)
  const alive = code?.token === page?.token && (code?.until ?? 0) > books.world.schedule.now()
  return page && alive ? page : null
}

/** The page that stands in for scanning: `code_url` is the code, `back` where the payer returns. */
export function scan(books: AlipayBooks, call: Call): Answer {
  const page = pageOfCode(books, call.query.get('code_url') ?? '')
  if (!page) return alipayProblemPage('ILLEGAL_PAGE')
  books.pages.put(page.token, { ...page, returnUrl: call.query.get('back') ?? '' })
  return { status: 302, headers: { location: `/alipay/cashier/${page.token}` } }
}
