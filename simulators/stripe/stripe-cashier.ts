import { beijing } from '../beijing-time.ts'
import type { Answer, Call } from '../engine/http.ts'
import { type Button, buttons, cashierPage, link, notice, receipt } from '../page.ts'
import { decimalsOf } from './payments/amount.ts'
import {
  challengeSession,
  declineSession,
  payLater,
  paySession,
  type Session,
  settleLate,
} from './payments/session.ts'
import type { StripeBooks } from './stripe-books.ts'

const choices: Button[] = [
  { action: 'pay', testId: 'stripe-pay', text: '确认付款', hint: 'Pay by card', main: true },
  { action: 'fail', testId: 'stripe-fail', text: '银行卡被拒', hint: 'Fail: card declined' },
  { action: 'verify', testId: 'stripe-3ds', text: '需要银行验证', hint: '3-D Secure' },
  { action: 'late', testId: 'stripe-pay-late', text: '用慢速方式付款', hint: 'Pay slowly' },
  { action: 'cancel', testId: 'stripe-cancel', text: '取消返回', hint: 'Cancel and go back' },
]
const challenge: Button[] = [
  { action: 'pay', testId: 'stripe-verify', text: '通过验证', hint: 'Authenticate', main: true },
  { action: 'fail', testId: 'stripe-refuse', text: '验证失败', hint: 'Fail the check' },
]
const slow: Button[] = [
  { action: 'complete', testId: 'stripe-complete', text: '立即到账', hint: 'Let it arrive now' },
  { action: 'bounce', testId: 'stripe-bounce', text: '扣款失败', hint: 'Let it fail' },
  { action: 'cancel', testId: 'stripe-cancel', text: '返回商家', hint: 'Back to the merchant' },
]

/** The page behind a session's `url`: GET shows it, POST acts. */
export function stripeCashier(books: StripeBooks, call: Call, id: string): Answer {
  const session = books.sessions.get(id)
  if (!session) return problem('这个付款页面不存在', 'No such Checkout Session')
  if (call.method === 'GET') return show(books, session)
  if (call.method !== 'POST') return { status: 405, headers: { allow: 'GET, POST' } }
  const action = new URLSearchParams(call.body.toString()).get('action')
  return act(books, session, action)
}

function act(books: StripeBooks, session: Session, action: string | null): Answer {
  const { id } = session
  const current = () => books.sessions.get(id) ?? session
  switch (action) {
    case 'cancel':
      return leave(session, session.cancel_url ?? session.success_url, '已取消', 'Cancelled')
    case 'pay':
      paySession(books, session)
      break
    case 'complete':
      paySession(books, session, { force: true })
      break
    case 'bounce':
      settleLate(books, id, false)
      break
    case 'late':
      payLater(books, session)
      return show(books, current())
    case 'fail':
      if (session.status !== 'open') return show(books, current())
      declineSession(books, session)
      return show(books, current(), notice('银行卡被拒', 'Card declined', 'stripe-failed'))
    case 'verify':
      if (session.status !== 'open') return show(books, current())
      challengeSession(books, session)
      return showChallenge(current())
  }
  const after = current()
  return isDone(after) ? leave(after, after.success_url, '付款成功', 'Paid') : show(books, after)
}

function isDone({ status, payment_status: paid }: Session): boolean {
  return status === 'complete' && paid !== 'unpaid'
}

function show(books: StripeBooks, session: Session, alert = ''): Answer {
  if (isDone(session)) {
    const back = link(session.success_url, '返回商家', 'Back to the merchant', 'stripe-back')
    const content = notice('这笔订单已经付过款了', 'Already paid', 'stripe-paid') + back
    return cashierPage({ brand: 'stripe', title: '已付款', subtitle: 'Paid', content })
  }
  const action = `/stripe/pay/${session.id}`
  const { latePayAt } = session.sim
  if (latePayAt !== null) {
    const told = notice(
      `银行处理中，将于 ${beijing(latePayAt)} 到账`,
      'Slow method: complete but unpaid until the bank answers',
      'stripe-late',
    )
    return page(session, told + buttons(action, slow))
  }
  const ended = session.status !== 'open' || session.sim.endsAt <= books.world.schedule.now()
  if (ended) return problem('这个付款页面已经过期', 'This Checkout Session has expired')
  return page(session, alert + buttons(action, choices))
}

function showChallenge(session: Session): Answer {
  const told = notice('银行要求验证身份', 'Your bank asks who you are', 'stripe-challenge')
  return page(session, told + buttons(`/stripe/pay/${session.id}`, challenge))
}

function page(session: Session, content: string): Answer {
  const bill = receipt({
    amount: decimal(session.amount_total, session.currency),
    symbol: session.currency === 'cny' ? '¥' : session.currency.toUpperCase(),
    lines: [
      ['商户订单号', session.client_reference_id ?? '—'],
      ['会话', session.id],
      ['请在此前付款', beijing(session.sim.endsAt)],
    ],
  })
  const title = session.sim.name
  return cashierPage({ brand: 'stripe', title, subtitle: 'Checkout', content: bill + content })
}

function decimal(minor: number, currency: string): string {
  const places = decimalsOf(currency)
  const digits = String(minor).padStart(places + 1, '0')
  return places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`
}

function problem(text: string, english: string): Answer {
  const content = notice(text, english, 'stripe-error')
  const title = '无法付款'
  return cashierPage({ brand: 'stripe', title, subtitle: 'Cannot pay', content, status: 400 })
}

/** `{CHECKOUT_SESSION_ID}` in the address becomes the session's own. */
function leave(session: Session, address: string, title: string, subtitle: string): Answer {
  const location = address.replaceAll('{CHECKOUT_SESSION_ID}', session.id)
  if (/^https?:\/\//.test(location)) return { status: 303, headers: { location } }
  const content = notice('可以关闭此页面', 'You may close this page', 'stripe-done')
  return cashierPage({ brand: 'stripe', title, subtitle, content })
}
