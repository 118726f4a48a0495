import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { money } from '#kernel/money.ts'
import type { BillReply } from '#payments/bill.ts'
import type { ReplyFault } from '../../simulators/engine/faults.ts'
import { collect } from './collect.ts'
import { newNumber, openCharge, openSandbox, type Sandbox } from './sandbox.ts'

const lyingReplies: ReplyFault[] = [
  { kind: 'status', status: 500 },
  { kind: 'status', status: 502 },
  { kind: 'status', status: 429 },
  { kind: 'business', code: 'ACQ.SYSTEM_ERROR' },
  { kind: 'garbage' },
  { kind: 'truncate' },
  { kind: 'unsigned' },
  { kind: 'wrongKey' },
  { kind: 'dropReply' },
  { kind: 'dropRequest' },
]

describe.each(['public_key', 'certificates'] as const)(
  'F42, trust by %s: every call',
  (alipayTrust) => {
    let sandbox: Sandbox
    const agreementNo = newNumber()
    let gatewayNo: string
    beforeAll(async () => {
      sandbox = await openSandbox({ alipayTrust })
      sandbox.control.pay(await openCharge(sandbox, 'alipay'))
      await sandbox.control.advance(48 * 3_600_000)
      sandbox.time.now = new Date(sandbox.control.now())
      const { recurring } = sandbox.providers.alipay
      const reply = await recurring?.createAgreement({
        agreementNo,
        channel: 'page',
        amount: money(2000n, 'CNY'),
        period: { unit: 'day', count: 7 },
        firstChargeAt: new Date(sandbox.control.now() + 86_400_000),
        subject: '会员',
        notifyUrl: sandbox.merchant.url,
        returnUrl: '',
      })
      if (reply?.kind !== 'redirect') throw new Error('no address')
      sandbox.control.open(reply.url)
      sandbox.control.sign({ agreementNo })
      gatewayNo = (await recurring?.queryAgreement(agreementNo))?.gatewayNo ?? ''
    })
    beforeEach(() => sandbox.control.faults.clear())
    afterAll(() => sandbox.close())

    const spoil = (reply: ReplyFault) => sandbox.control.faults.set('alipay', { reply })
    const recurring = () => {
      const offered = sandbox.providers.alipay.recurring
      if (!offered) throw new Error('no agreements')
      return offered
    }
    const bill = () => sandbox.providers.alipay.fetchBill?.('2026-11-22', 'trade')
    const billKind = async () => {
      const reply = await bill()
      if (reply?.kind === 'bill') await reply.lines[Symbol.asyncIterator]().return?.()
      return reply?.kind
    }

    it.each(lyingReplies)(
      'is unknown after $kind $status, and nothing is done twice',
      async (reply) => {
        const code = {
          channel: 'qr' as const,
          outTradeNo: newNumber(),
          amount: money(1n, 'CNY'),
          subject: '课程',
          expiresAt: new Date(sandbox.control.now() + 3_600_000),
          notifyUrl: '',
          returnUrl: '',
        }
        const day = new Date(sandbox.control.now() + 86_400_000)
        const charge = {
          outTradeNo: newNumber(),
          gatewayNo,
          amount: money(1999n, 'CNY'),
          subject: '会员',
          notifyUrl: '',
        }
        spoil(reply)
        expect((await sandbox.providers.alipay.createCharge(code)).kind).toBe('unknown')
        expect(await billKind()).toBe('unknown')
        expect((await recurring().queryAgreement(agreementNo)).status).toBe('unknown')
        expect((await recurring().endAgreement(newNumber())).status).toBe('unknown')
        expect(await recurring().moveNextCharge?.(agreementNo, day)).toBe(false)
        expect((await recurring().charge(charge)).kind).toBe('unknown')
        expect((await recurring().charge(charge)).kind).toBe('unknown')
        sandbox.control.faults.clear()
        expect((await sandbox.providers.alipay.createCharge(code)).kind).toBe('qr')
        expect(await billKind()).toBe('bill')
        expect(await recurring().moveNextCharge?.(agreementNo, day)).toBe(true)
        expect(await recurring().charge(charge)).toMatchObject({
          kind: 'fact',
          fact: { status: 'paid' },
        })
        expect(await recurring().moveNextCharge?.(agreementNo, day)).toBe(true)
        const trades = sandbox.control.trades()
        expect(trades.filter((trade) => trade.outTradeNo === charge.outTradeNo)).toHaveLength(1)
        sandbox.control.faults.clear()
      },
    )

    it.each(lyingReplies)(
      'of a bill’s file is unknown or refused after $kind $status',
      async (fault) => {
        if (fault.kind === 'unsigned' || fault.kind === 'wrongKey' || fault.kind === 'business')
          return
        spoil({ ...fault, only: 'bill.download' })
        const reply: BillReply | undefined = await bill()
        if (reply?.kind === 'bill') {
          await expect(collect(reply.lines)).rejects.toMatchObject({ code: 'bill.torn' })
        } else {
          expect(reply?.kind).toBe('unknown')
        }
        sandbox.control.faults.clear()
        const honest = await bill()
        if (honest?.kind !== 'bill') throw new Error('no bill')
        expect(await collect(honest.lines)).toHaveLength(1)
      },
    )

    it('waits for a slow gateway', async () => {
      spoil({ kind: 'delay', ms: 1_000, times: 1 })
      const before = sandbox.exchanges.length
      const asked = recurring().queryAgreement(agreementNo)
      while (sandbox.exchanges.length === before) {
        await new Promise((resolve) => setImmediate(resolve))
        await sandbox.control.advance(1_000)
      }
      expect((await asked).status).toBe('active')
    })

    it('keeps signatures, and the address of a bill, out of the log', async () => {
      await billKind()
      const log = JSON.stringify(sandbox.exchanges)
      expect(log).not.toMatch(/[?&]sign=(?!\*\*\*)/)
      const download = sandbox.exchanges.find(({ url }) => url.includes('/alipay/bills/'))
      expect(download?.url).toMatch(/\?\*\*\*$/)
    })
  },
)
