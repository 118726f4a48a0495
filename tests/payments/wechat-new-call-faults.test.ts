import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { money } from '#kernel/money.ts'
import type { BillReply } from '#payments/bill.ts'
import type { ChargeRequest } from '#payments/provider.ts'
import type { ReplyFault } from '../../simulators/engine/faults.ts'
import { collect } from './collect.ts'
import { newNumber, openCharge, openSandbox, type Sandbox } from './sandbox.ts'

const lyingReplies: ReplyFault[] = [
  { kind: 'status', status: 500 },
  { kind: 'status', status: 502 },
  { kind: 'status', status: 429 },
  { kind: 'business', code: 'SYSTEM_ERROR' },
  { kind: 'garbage' },
  { kind: 'truncate' },
  { kind: 'unsigned' },
  { kind: 'wrongKey' },
  { kind: 'dropReply' },
  { kind: 'dropRequest' },
]

const trusts: [string, Parameters<typeof openSandbox>[0]][] = [
  ['the public key', {}],
  ['certificates', { wechatTrust: 'certificates', trust: [{ kind: 'certificates' }] }],
]

describe.each(trusts)('F28, F42, trust by %s: every call', (_, options) => {
  let sandbox: Sandbox
  const agreementNo = newNumber()
  let gatewayNo: string
  beforeAll(async () => {
    sandbox = await openSandbox(options)
    sandbox.control.pay(await openCharge(sandbox, 'wechat'))
    await passTo('2026-11-24T02:00:00Z')
    const reply = await recurring().createAgreement({
      agreementNo,
      channel: 'page',
      amount: money(2000n, 'CNY'),
      period: { unit: 'month', count: 1 },
      firstChargeAt: new Date(sandbox.control.now() + 86_400_000),
      subject: '会员',
      notifyUrl: sandbox.merchant.url,
      returnUrl: '',
    })
    if (reply.kind !== 'redirect') throw new Error('no address')
    sandbox.control.open(reply.url)
    sandbox.control.signContract({ agreementNo })
    gatewayNo = (await recurring().queryAgreement(agreementNo)).gatewayNo ?? ''
  })
  beforeEach(() => sandbox.control.faults.clear())
  afterAll(() => sandbox.close())

  /** Moves both clocks: the gateway's business time follows the injected one. */
  async function passTo(moment: string) {
    sandbox.time.now = new Date(moment)
    await sandbox.control.deliver()
  }
  const spoil = (reply: ReplyFault) => sandbox.control.faults.set('wechat', { reply })
  const recurring = () => {
    const offered = sandbox.providers.wechat.recurring
    if (!offered) throw new Error('no agreements')
    return offered
  }
  const bill = (kind: 'trade' | 'funds' = 'trade') =>
    sandbox.providers.wechat.fetchBill?.('2026-11-22', kind)
  const billKind = async (kind: 'trade' | 'funds') => {
    const reply = await bill(kind)
    if (reply?.kind === 'bill') await reply.lines[Symbol.asyncIterator]().return?.()
    return reply?.kind
  }
  const request = (channel: 'jsapi' | 'h5'): ChargeRequest => ({
    channel,
    outTradeNo: newNumber(),
    amount: money(1n, 'CNY'),
    payer: { openid: 'oSandbox00000000000000000001', ip: '203.0.113.7' },
    subject: '课程',
    expiresAt: new Date(sandbox.control.now() + 3_600_000),
    notifyUrl: sandbox.merchant.url,
    returnUrl: 'http://localhost:3000/back',
  })

  it.each(lyingReplies)(
    'is unknown after $kind $status, and nothing is done twice',
    async (reply) => {
      const { wechat } = sandbox.providers
      const ways = [request('jsapi'), request('h5')]
      const { control } = sandbox
      const announcement = { gatewayNo, amount: money(2000n, 'CNY'), dueAt: new Date() }
      const charge = {
        outTradeNo: newNumber(),
        gatewayNo,
        amount: money(1999n, 'CNY'),
        subject: '会员',
        notifyUrl: sandbox.merchant.url,
      }
      spoil(reply)
      for (const way of ways) expect((await wechat.createCharge(way)).kind).toBe('unknown')
      expect([await billKind('trade'), await billKind('funds')]).toEqual(['unknown', 'unknown'])
      expect((await recurring().queryAgreement(agreementNo)).status).toBe('unknown')
      expect((await recurring().endAgreement(newNumber())).status).toBe('unknown')
      // The right answer is empty, and nothing can be cut off it.
      const unclear = reply.kind === 'truncate' ? 'announced' : 'unknown'
      expect(await recurring().announceCharge?.(announcement)).toBe(unclear)
      expect((await recurring().charge(charge)).kind).toBe('unknown')
      expect((await recurring().charge(charge)).kind).toBe('unknown')
      expect((await wechat.queryCharge(charge.outTradeNo)).status).toBe('unknown')
      control.faults.clear()
      const opened = await Promise.all(ways.map((way) => wechat.createCharge(way)))
      expect(opened.map(({ kind }) => kind)).toEqual(['jsapi', 'redirect'])
      expect([await billKind('trade'), await billKind('funds')]).toEqual(['bill', 'bill'])
      expect(await recurring().announceCharge?.(announcement)).toBe('announced')
      const outcome = await recurring().charge(charge)
      expect(['processing', 'refused']).toContain(outcome.kind)
      const made = control.trades().filter(({ outTradeNo }) => outTradeNo === charge.outTradeNo)
      expect(made.length).toBe(outcome.kind === 'processing' ? 1 : 0)
    },
  )

  it('of one deduction under faults takes the payer’s money once', async () => {
    await passTo('2026-11-24T03:00:00Z')
    const announcement = { gatewayNo, amount: money(2000n, 'CNY'), dueAt: new Date() }
    expect(await recurring().announceCharge?.(announcement)).toBe('announced')
    await passTo('2026-11-26T03:00:00Z')
    const before = sandbox.control.trades().filter(({ status }) => status === 'SUCCESS').length
    const charge = {
      outTradeNo: newNumber(),
      gatewayNo,
      amount: money(1999n, 'CNY'),
      subject: '会员',
      notifyUrl: sandbox.merchant.url,
    }
    for (const reply of lyingReplies) {
      spoil({ ...reply, only: 'pappayapply' })
      expect((await recurring().charge(charge)).kind).not.toBe('refused')
    }
    sandbox.control.faults.clear()
    await recurring().charge(charge)
    await passTo('2026-11-26T03:01:00Z')
    expect((await sandbox.providers.wechat.queryCharge(charge.outTradeNo)).status).toBe('paid')
    const after = sandbox.control.trades().filter(({ status }) => status === 'SUCCESS').length
    expect(after).toBe(before + 1)
  })

  it.each(lyingReplies)(
    'for a bill’s file is unknown or refused after $kind $status',
    async (fault) => {
      if (fault.kind === 'unsigned' || fault.kind === 'wrongKey' || fault.kind === 'business')
        return
      spoil({ ...fault, only: 'billdownload' })
      const reply: BillReply | undefined = await bill()
      if (reply?.kind === 'bill') {
        await expect(collect(reply.lines)).rejects.toMatchObject({
          code: expect.stringMatching(/^bill\.(torn|forged)$/),
        })
      } else {
        expect(reply?.kind).toBe('unknown')
      }
      sandbox.control.faults.clear()
      const honest = await bill()
      if (honest?.kind !== 'bill') throw new Error('no bill')
      expect(await collect(honest.lines)).toHaveLength(1)
    },
  )

  it('keeps signatures of API v2, and the address of a bill, out of the log', async () => {
    await billKind('trade')
    await recurring().queryAgreement(agreementNo)
    const h5 = { ...request('h5'), agreementNo: newNumber(), firstChargeAt: new Date() }
    await recurring().createAgreement({ ...h5, period: { unit: 'month', count: 1 } })
    const log = JSON.stringify(sandbox.exchanges)
    expect(log.includes('<sign>***</sign>') && log.includes('sign=***')).toBe(true)
    expect(/<sign>(?!\*\*\*<)|[?&]sign=(?!\*\*\*)/.test(log)).toBe(false)
    const download = sandbox.exchanges.find(({ url }) => url.includes('/billdownload/'))
    expect(download?.url).toMatch(/\?\*\*\*$/)
  })
})
