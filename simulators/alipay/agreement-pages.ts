import type { Answer, Call } from '../engine/http.ts'
import { randomHex } from '../engine/world.ts'
import { type Button, buttons, cashierPage, notice, receipt } from '../page.ts'
import { type AgreementPage, openAgreement, signAgreement, today } from './agreement.ts'
import { alipayProblemPage, leave } from './alipay-cashier.ts'
import { type AlipayBooks, yuan } from './trade.ts'
import { readAmount } from './trade-methods.ts'
import { verifyAlipayRequest } from './verify-alipay-request.ts'

const SIGN_PAGE = 'alipay.user.agreement.page.sign'
const accessChannels = ['ALIPAYAPP', 'QRCODE', 'QRCODEORSMS']

/** What a signed address asks the payer to agree to, or the gateway's code for why it cannot. */
export function readAgreementPage(books: AlipayBooks, call: Call): AgreementPage | string {
  const request = verifyAlipayRequest(books.world, call, [SIGN_PAGE])
  if ('place' in request) return request.subCode
  const { biz, parameters } = request
  const { external_agreement_no: externalNo, sign_scene: signScene } = biz
  const access = fieldsOf(biz.access_params)
  const rule = readRule(biz.period_rule_params)
  const valid =
    typeof externalNo === 'string' &&
    /^[0-9A-Za-z_]{1,32}$/.test(externalNo) &&
    typeof signScene === 'string' &&
    signScene.startsWith('INDUSTRY|') &&
    biz.product_code === 'CYCLE_PAY_AUTH' &&
    biz.personal_product_code === 'CYCLE_PAY_AUTH_P' &&
    accessChannels.includes(String(access.channel))
  if (!valid || !rule) return 'INVALID_PARAMETER'
  if (rule.nextDay < today(books)) return 'ILLEGAL_EXECUTION_TIME'
  const token = randomHex(books.world, 16)
  return books.agreementPages.put(token, {
    token,
    externalNo,
    signScene,
    ...rule,
    notifyUrl: parameters.get('notify_url') ?? '',
    returnUrl: parameters.get('return_url') ?? '',
  })
}

type Rule = Pick<
  AgreementPage,
  'periodType' | 'period' | 'nextDay' | 'singleFen' | 'totalFen' | 'totalTimes'
>

/** A period in days has seven or more of them; a monthly charge falls on the 1st to the 28th. */
function readRule(value: unknown): Rule | null {
  const rule = fieldsOf(value)
  const { period_type: type, execute_time: nextDay } = rule
  const period = Number(rule.period)
  const singleFen = readAmount(rule.single_amount)
  const totalFen = rule.total_amount === undefined ? null : readAmount(rule.total_amount)
  const totalTimes = rule.total_payments === undefined ? null : Number(rule.total_payments)
  const least = { DAY: 7, MONTH: 1 }[String(type)] ?? Number.POSITIVE_INFINITY
  if (!Number.isInteger(period) || period < least || singleFen === null) return null
  if (typeof nextDay !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(nextDay)) return null
  if (type === 'MONTH' && Number(nextDay.slice(8)) > 28) return null
  const periodType = type === 'DAY' ? 'DAY' : 'MONTH'
  return { periodType, period, nextDay, singleFen, totalFen, totalTimes }
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

const choices: Button[] = [
  { action: 'sign', testId: 'alipay-sign', text: '同意并开通', hint: 'Agree', main: true },
  { action: 'cancel', testId: 'alipay-cancel', text: '暂不开通', hint: 'Not now' },
]

/** The page on which a payer reads and signs: GET shows it (and makes it exist), POST acts. */
export function showAgreement(books: AlipayBooks, call: Call, token: string): Answer {
  const page = books.agreementPages.get(token)
  if (!page) return alipayProblemPage('ILLEGAL_PAGE')
  const agreement = openAgreement(books, page)
  if (agreement.status === 'UNSIGN') return alipayProblemPage('USER_AGREEMENT_NOT_EXIST')
  if (call.method === 'POST') {
    const action = new URLSearchParams(call.body.toString()).get('action')
    if (action === 'sign') signAgreement(books, page.externalNo)
    const [title, subtitle] = action === 'sign' ? ['已开通', 'Signed'] : ['未开通', 'Not signed']
    return leave(page.returnUrl, title ?? '', subtitle ?? '')
  }
  const unit = agreement.periodType === 'DAY' ? '天' : '个月'
  const bill = receipt({
    amount: yuan(agreement.singleFen),
    lines: [
      ['每次最多', `¥ ${yuan(agreement.singleFen)}`],
      ['扣款周期', `每 ${agreement.period} ${unit}`],
      ['首次扣款日', agreement.nextDay],
      ['商户签约号', agreement.externalNo],
    ],
  })
  const signed = agreement.status !== 'TEMP'
  const form = signed
    ? notice('已经开通自动续费', 'Already signed', 'alipay-signed')
    : buttons(`/alipay/agreements/${page.token}`, choices)
  const content = bill + form
  return cashierPage({ brand: 'alipay', title: '开通自动续费', subtitle: 'Auto-renewal', content })
}
