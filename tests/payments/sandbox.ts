import { randomBytes } from 'node:crypto'
import type { AlipayConfig } from '#payments/alipay/alipay-config.ts'
import { alipayProvider } from '#payments/alipay/alipay-provider.ts'
import type { ChargeRequest, Provider, RawNotification } from '#payments/provider.ts'
import { stripeProvider } from '#payments/stripe/stripe-provider.ts'
import type { WechatTrust } from '#payments/wechat/wechat-config.ts'
import { wechatProvider } from '#payments/wechat/wechat-provider.ts'
import type { Exchange, Surroundings } from '#payments/wire.ts'
import { type AlipayTrustMode, certificatesOf } from '../../simulators/alipay/alipay-signing.ts'
import type { GatewayName } from '../../simulators/engine/faults.ts'
import { type Answer, serve } from '../../simulators/engine/http.ts'
import type { SignedNotice } from '../../simulators/engine/notifier.ts'
import { generateSandboxKeys } from '../../simulators/keys.ts'
import { startSimulators } from '../../simulators/start-simulators.ts'
import type { TrustMode } from '../../simulators/wechat/signers.ts'
import { traits } from './contract/traits.ts'

export type Sandbox = Awaited<ReturnType<typeof openSandbox>>

/**
 * All gateways, all adapters, one clock that only the test moves, and a merchant that listens.
 */
export async function openSandbox(
  options: {
    wechatTrust?: TrustMode
    trust?: WechatTrust[]
    alipayTrust?: AlipayTrustMode
    dir?: string
  } = {},
) {
  const time = { now: new Date('2026-11-22T08:00:00Z') }
  const clock = () => time.now
  const keys = await sharedKeys
  const { wechatTrust = 'public_key', alipayTrust = 'public_key', dir } = options
  const simulators = await startSimulators({
    keys,
    clock,
    wechatTrust,
    alipayTrust,
    ...(dir === undefined ? {} : { dir }),
  })
  const exchanges: Exchange[] = []
  const around: Surroundings = {
    now: clock,
    nonce: () => randomBytes(16).toString('hex'),
    onExchange: (exchange) => exchanges.push(exchange),
  }
  const wechat = { ...simulators.wechat, trust: options.trust ?? simulators.wechat.trust }
  const { appPem, rootPem, alipayPem } = certificatesOf(keys)
  const { alipayPublicKeyPem, ...common } = simulators.alipay
  const alipay: AlipayConfig =
    alipayTrust === 'certificates'
      ? { ...common, certificates: { appPem, rootPem, alipayPem } }
      : { ...common, alipayPublicKeyPem }
  const providers: Record<GatewayName, Provider> = {
    alipay: alipayProvider(alipay, around),
    wechat: wechatProvider(wechat, around),
    // One fault is one answer; the SDK's own retries have their own test.
    stripe: stripeProvider({ ...simulators.stripe, retries: 0 }, around),
  }
  const merchant = await listen()
  simulators.control.listen({ url: merchant.url })
  return {
    time,
    around,
    exchanges,
    simulators,
    control: simulators.control,
    providers,
    merchant,
    close: async () => {
      await simulators.close()
      await merchant.close()
    },
  }
}

/** One set a test file: seven RSA keys take a second. */
const sharedKeys = generateSandboxKeys()

/**
 * The moment so far ahead, as the gateway will keep it: by its own business time, or, at Stripe, by
 * the distance from the merchant's clock and never nearer than half an hour.
 */
export function deadline({ control, time }: Sandbox, provider: GatewayName, ms: number): Date {
  if (provider !== 'stripe') return new Date(control.now() + ms)
  return new Date(time.now.getTime() + Math.max(ms, traits.stripe.shortestMs))
}

/** Makes a charge and has the payer open it; `change` as the test needs. */
export async function openCharge(
  sandbox: Sandbox,
  provider: GatewayName,
  change: Partial<ChargeRequest> = {},
) {
  const request: ChargeRequest = {
    outTradeNo: newNumber(),
    amount: { minor: 1999n, currency: 'CNY' },
    channel: sandbox.providers[provider].capabilities.channels[0] ?? 'page',
    subject: '问渠课程',
    expiresAt: deadline(sandbox, provider, 30 * 60_000),
    notifyUrl: sandbox.merchant.url,
    returnUrl: 'http://localhost:3000/back',
    ...change,
  }
  const action = await sandbox.providers[provider].createCharge(request)
  if (action.kind === 'redirect') sandbox.control.open(action.url)
  if (action.kind === 'qr' && provider === 'alipay') sandbox.control.open(action.content)
  return { ...request, provider, action }
}

let numbers = 0

export function newNumber(): string {
  numbers += 1
  return `T${String(numbers).padStart(4, '0')}${randomBytes(6).toString('hex')}`
}

/** A merchant's notification address that keeps all it hears and answers what the test sets. */
async function listen() {
  const heard: { at: string; raw: RawNotification }[] = []
  const state: { answer: Answer | ((raw: RawNotification) => Promise<Answer>) } = {
    answer: { status: 500 },
  }
  const server = await serve(0, async (call) => {
    const headers = new Headers()
    for (const [name, value] of Object.entries(call.headers)) headers.set(name, String(value))
    const raw = { headers, body: call.body }
    heard.push({ at: call.path, raw })
    return typeof state.answer === 'function' ? state.answer(raw) : state.answer
  })
  return { heard, state, url: `${server.url}/notify`, close: server.close }
}

export function rawOf(notice: SignedNotice | null): RawNotification {
  if (!notice) throw new Error('no such notification')
  return { headers: new Headers(notice.headers), body: Buffer.from(notice.body) }
}
