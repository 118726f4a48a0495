import { afterAll, beforeAll, beforeEach, describe } from 'vitest'
import { money } from '#kernel/money.ts'
import type { Channel, Provider } from '#payments/provider.ts'
import type { GatewayName } from '../../../simulators/engine/faults.ts'
import { deadline, newNumber, openSandbox, type Sandbox } from '../sandbox.ts'
import { type Bench, TWO_DAYS_MS } from './bench.ts'
import { chargeCases, closeCases } from './charge-cases.ts'
import { faultCases } from './fault-cases.ts'
import { forgeryCases, notificationCases } from './notification-cases.ts'
import { partialRefundCases } from './partial-refund-cases.ts'
import { refundCases } from './refund-cases.ts'
import { rememberRefs } from './remember-refs.ts'
import { traits } from './traits.ts'

type SandboxOptions = Parameters<typeof openSandbox>[0] & {
  /** Hands the gateway's own name of a charge back, as the site does. */
  withRefs?: boolean
}

/** What every gateway adapter promises, whatever the gateway. */
export function providerContract(
  name: GatewayName,
  title: string,
  options?: SandboxOptions & { channel?: Channel },
) {
  describe(`${title} keeps the contract of a payment provider`, () => {
    let sandbox: Sandbox
    let provider: Provider
    beforeAll(async () => {
      sandbox = await openSandbox(options)
      const plain = sandbox.providers[name]
      provider = options?.withRefs ? rememberRefs(plain) : plain
    })
    beforeEach(async () => {
      sandbox.control.faults.clear()
      sandbox.merchant.state.answer = provider.acknowledge(true)
      await sandbox.control.advance(TWO_DAYS_MS)
      sandbox.merchant.heard.length = 0
      sandbox.merchant.state.answer = { status: 500 }
    })
    afterAll(() => sandbox.close())

    const bench: Bench = {
      name,
      traits: traits[name],
      deadline: (ms) => deadline(sandbox, name, ms),
      sandbox: () => sandbox,
      provider: () => provider,
      request: (change = {}) => ({
        outTradeNo: newNumber(),
        amount: money(1999n, 'CNY'),
        channel: options?.channel ?? provider.capabilities.channels[0] ?? 'page',
        subject: '问渠课程 100% &lt; 中文 😀 a/b=c&d',
        expiresAt: new Date(sandbox.time.now.getTime() + 365 * 86_400_000),
        notifyUrl: sandbox.merchant.url,
        returnUrl: 'http://localhost:3000/orders/1?from=checkout',
        ...change,
      }),
      open: async (request) => {
        const action = await provider.createCharge(request)
        if (action.kind === 'redirect') sandbox.control.open(action.url)
        if (action.kind === 'qr' && name === 'alipay') sandbox.control.open(action.content)
        return action
      },
      pay: async (request) => {
        await bench.open(request)
        return sandbox.control.pay({ provider: name, outTradeNo: request.outTradeNo })
      },
      refund: (request, fen, outRefundNo = newNumber()) =>
        provider.createRefund({
          outTradeNo: request.outTradeNo,
          outRefundNo,
          refund: money(fen, 'CNY'),
          charged: request.amount,
          reason: '不想学了',
          notifyUrl: sandbox.merchant.url,
        }),
    }
    chargeCases(bench)
    closeCases(bench)
    refundCases(bench)
    partialRefundCases(bench)
    notificationCases(bench)
    forgeryCases(bench)
    faultCases(bench)
  })
}
