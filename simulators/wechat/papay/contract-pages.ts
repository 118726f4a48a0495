import type { Answer, Call } from '../../engine/http.ts'
import { type Button, buttons, cashierPage, notice, receipt } from '../../page.ts'
import type { WechatBooks } from '../order.ts'
import { isNotifyUrl } from '../transaction-routes.ts'
import { openContract, signContract, type WechatContract } from './contract.ts'
import { signTypeOf, signV2 } from './v2-wire.ts'

type Asked = Parameters<typeof openContract>[1]

/** What a signed address asks the payer to agree to, or words for why it cannot. */
export function readContractAsk(books: WechatBooks, { query }: Call): Asked | string {
  const { mchid, appid, planId, apiV2Key } = books.world.keys.wechat
  const given = Object.fromEntries(query)
  const signType = signTypeOf(given)
  if (given.sign !== signV2(given, apiV2Key, signType)) return '签名错误'
  if (given.mch_id !== mchid || given.appid !== appid) return '商户号或appid不存在'
  if (given.plan_id !== planId) return '模板不存在'
  const { contract_code: code = '', request_serial: serial = '', notify_url: notifyUrl } = given
  const account = given.contract_display_account ?? ''
  const age = Math.abs(books.world.clock().getTime() / 1000 - Number(given.timestamp))
  const valid =
    /^[0-9A-Za-z]{1,32}$/.test(code) &&
    /^\d{1,19}$/.test(serial) &&
    account !== '' &&
    [...account].length <= 32 &&
    given.version === '1.0' &&
    isNotifyUrl(notifyUrl)
  if (!valid) return '参数错误'
  if (!/^\d+$/.test(given.timestamp ?? '') || age > 3_600) return '链接已过期'
  return { code, serial, account, notifyUrl, planId, signType }
}

/** `/papay/entrustweb`: the browser is led to the page, or told why not. */
export function leadToContract(books: WechatBooks, call: Call): Answer {
  const asked = readContractAsk(books, call)
  if (typeof asked === 'string') return problemPage(asked)
  const { code } = openContract(books, asked)
  return { status: 302, headers: { location: `/wechat/contracts/${code}` } }
}

const choices: Button[] = [
  { action: 'sign', testId: 'wechat-sign', text: '同意并开通', hint: 'Agree', main: true },
  { action: 'cancel', testId: 'wechat-sign-cancel', text: '暂不开通', hint: 'Not now' },
]

/** The page on which a payer reads and signs: GET shows it, POST acts. */
export function showContract(books: WechatBooks, call: Call, code: string): Answer {
  const contract = books.contracts.get(code)
  if (!contract || contract.state === 'ended') return problemPage('协议已失效')
  if (call.method === 'POST') {
    const action = new URLSearchParams(call.body.toString()).get('action')
    if (action === 'sign') signContract(books, code)
  }
  return page(books.contracts.get(code) ?? contract)
}

function page(contract: WechatContract): Answer {
  const bill = receipt({
    amount: '按周期',
    symbol: '',
    lines: [
      ['账户', contract.account],
      ['模板', contract.planId],
      ['商户签约号', contract.code],
    ],
  })
  const rest =
    contract.state === 'signed'
      ? notice('已开通自动扣费', 'Signed', 'wechat-signed')
      : buttons(`/wechat/contracts/${contract.code}`, choices)
  const words = { title: '开通自动扣费', subtitle: 'Auto-renewal' }
  return cashierPage({ brand: 'wechat', ...words, content: bill + rest })
}

function problemPage(text: string): Answer {
  const content = notice(text, 'This cannot be signed', 'wechat-error')
  const words = { title: '无法开通', subtitle: 'Cannot sign' }
  return cashierPage({ brand: 'wechat', ...words, content, status: 400 })
}
