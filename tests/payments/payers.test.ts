import { afterAll, describe, expect, test } from 'vitest'
import { money } from '#kernel/money.ts'
import { alipayPayer } from '#payments/payouts/alipay-payer.ts'
import type { Payer, TransferRequest } from '#payments/payouts/payer.ts'
import { wechatPayer } from '#payments/payouts/wechat-payer.ts'
import type { ReplyFault } from '../../simulators/engine/faults.ts'
import { newNumber, openSandbox } from './sandbox.ts'

const sandbox = await openSandbox()
afterAll(() => sandbox.close())
const { control, simulators, around } = sandbox
const names = ['alipay', 'wechat'] as const
const payers: Record<(typeof names)[number], Payer> = {
  alipay: alipayPayer(simulators.alipay, around),
  wechat: wechatPayer(simulators.wechat, around),
}
const openid = `o${'A'.repeat(27)}`
const payees = {
  alipay: { account: 'zhuxi@example.com', name: '朱熹' },
  wechat: { account: openid, name: '朱熹' },
}

function request(name: 'alipay' | 'wechat', change: Partial<TransferRequest> = {}) {
  const usual = { outNo: newNumber(), amount: money(1_999n, 'CNY'), remark: '问渠' }
  return { ...usual, payee: payees[name], ...change }
}

function sent(outNo: string) {
  return control.transfers().filter((one) => one.outNo === outNo)
}

describe.each(names)('%s pays a person', (name) => {
  const payer = payers[name]

  test('the same number is the same transfer, however often it is sent', async () => {
    const one = request(name)
    const facts = [await payer.transfer(one), await payer.transfer(one)]
    expect(new Set(facts.map(({ tradeNo }) => tradeNo)).size).toBe(1)
    expect(facts[0]).toMatchObject({ outNo: one.outNo, amount: one.amount })
    expect(sent(one.outNo)).toHaveLength(1)
    expect(await payer.queryTransfer(one.outNo)).toMatchObject({ tradeNo: facts[0]?.tradeNo })
  })

  test('the number again with another amount moves nothing and is no failure', async () => {
    const one = request(name)
    const first = await payer.transfer(one)
    const again = await payer.transfer({ ...one, amount: money(2_999n, 'CNY') })
    expect(again).toMatchObject({ amount: one.amount, tradeNo: first.tradeNo })
    expect(sent(one.outNo)).toMatchObject([{ fen: '1999' }])
  })

  test.each(['dropReply', 'dropRequest', 'garbage', 'unsigned', 'wrongKey', 'status'] as const)(
    'a reply lost by %s is unknown, and the question afterwards tells',
    async (kind) => {
      const one = request(name)
      control.faults.set(name, { reply: faultOf(kind) })
      const fact = await payer.transfer(one)
      control.faults.clear(name)
      expect(fact.status).toBe('unknown')
      const known = await payer.queryTransfer(one.outNo)
      expect(['paid', 'waiting', 'not_found']).toContain(known.status)
      if (known.status === 'not_found') await payer.transfer(one)
      expect(sent(one.outNo)).toHaveLength(1)
    },
  )

  test('a number that was never sent is not there', async () => {
    expect((await payer.queryTransfer(newNumber())).status).toBe('not_found')
  })

  test('a system error of the gateway decides nothing', async () => {
    control.faults.set(name, { reply: { kind: 'business', code: 'SYSTEM_ERROR' } })
    const fact = await payer.transfer(request(name))
    control.faults.clear(name)
    expect(fact.status).toBe('unknown')
  })
})

test('Alipay refuses a stranger for good and says why', async () => {
  const payee = { account: 'stranger@example.com', name: '某人' }
  const fact = await payers.alipay.transfer(request('alipay', { payee }))
  expect(fact).toMatchObject({ status: 'failed', code: 'PAYEE_USER_INFO_ERROR' })
})

test('a WeChat transfer waits for its payee, who confirms, is refused, or forgets it', async () => {
  const [yes, no, late] = [request('wechat'), request('wechat'), request('wechat')]
  const fact = await payers.wechat.transfer(yes)
  expect(fact.status).toBe('waiting')
  expect(fact.confirm).toMatch(/"package":".+=="/)
  await payers.wechat.transfer(no)
  await payers.wechat.transfer(late)
  control.answerTransfer({ outNo: yes.outNo })
  control.answerTransfer({ outNo: no.outNo, state: 'FAIL' })
  expect((await payers.wechat.queryTransfer(yes.outNo)).status).toBe('paid')
  expect(await payers.wechat.queryTransfer(no.outNo)).toMatchObject({
    status: 'failed',
    code: 'PAYEE_ACCOUNT_ABNORMAL',
  })
  await control.advance(24 * 3_600_000)
  expect(await payers.wechat.queryTransfer(late.outNo)).toMatchObject({
    status: 'failed',
    code: 'CANCELLED',
  })
})

test('WeChat gets the real name of a large transfer, sealed', async () => {
  const one = request('wechat', { amount: money(200_000n, 'CNY') })
  expect((await payers.wechat.transfer(one)).status).toBe('waiting')
  const wire = sandbox.exchanges.findLast(({ requestBody }) => requestBody.includes(one.outNo))
  expect(wire?.requestBody).toContain('user_name')
  expect(wire?.requestBody).not.toContain('朱熹')
})

function faultOf(kind: Exclude<ReplyFault['kind'], 'business' | 'delay' | 'truncate'>): ReplyFault {
  return kind === 'status' ? { kind, status: 502 } : { kind }
}

test('whom Alipay pays is not in the log of exchanges', async () => {
  const one = request('alipay')
  await payers.alipay.transfer(one)
  const wire = sandbox.exchanges.findLast(({ requestBody }) => requestBody.includes(one.outNo))
  const body = new URLSearchParams(wire?.requestBody).get('biz_content') ?? ''
  expect(body).toContain('"identity":"***"')
  expect(body).not.toMatch(/zhuxi|朱熹/)
})
