import { type ChildProcess, spawn } from 'node:child_process'
import { appendFileSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { alipayProvider } from '#payments/alipay/alipay-provider.ts'
import { ensureSandboxKeys, merchantConfigs } from '../../simulators/keys.ts'
import { newNumber, openCharge, openSandbox } from './sandbox.ts'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'simulators-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

describe('A simulator that starts again', () => {
  it('knows its trades, refunds, late payments and what it still has to tell', async () => {
    const first = await openSandbox({ dir })
    const paid = await openCharge(first, 'alipay')
    first.control.pay(paid)
    const late = await openCharge(first, 'wechat')
    first.control.payLate(late)
    const refunded = await openCharge(first, 'wechat')
    first.control.pay(refunded)
    const outRefundNo = newNumber()
    await first.providers.wechat.createRefund({
      outTradeNo: refunded.outTradeNo,
      outRefundNo,
      refund: refunded.amount,
      charged: refunded.amount,
      reason: '',
      notifyUrl: first.merchant.url,
    })
    const slow = await openCharge(first, 'stripe')
    first.control.payLate(slow)
    const lost = await openCharge(first, 'stripe')
    const before = first.control.trades()
    await first.close()
    appendFileSync(join(dir, 'simulator-journal.ndjson'), '["alipay.trades","torn')

    const second = await openSandbox({ dir })
    expect(second.control.trades()).toEqual(before)
    await second.control.advance(32 * 60_000)
    expect(await second.providers.alipay.queryCharge(paid.outTradeNo)).toMatchObject({
      status: 'paid',
    })
    expect((await second.providers.wechat.queryCharge(late.outTradeNo)).status).toBe('paid')
    const refund = { outTradeNo: refunded.outTradeNo, outRefundNo }
    expect((await second.providers.wechat.queryRefund(refund)).status).toBe('succeeded')
    const { stripe } = second.providers
    expect((await stripe.queryCharge(slow.outTradeNo)).status).toBe('paid')
    expect((await stripe.queryCharge(lost.outTradeNo)).status).toBe('closed')
    const events = second.control.notifications().map(({ event, log }) => [event, log.length > 0])
    expect(events).toContainEqual(['TRADE_SUCCESS', true])
    expect(events).toContainEqual(['REFUND.SUCCESS', true])
    expect(events).toContainEqual(['checkout.session.async_payment_succeeded', true])
    await second.close()
  })
})

describe('An agreement', () => {
  it('outlives the simulator: still signed, charged once, and in the same trust', async () => {
    const first = await openSandbox({ dir, alipayTrust: 'certificates' })
    const agreementNo = newNumber()
    const asked = await first.providers.alipay.recurring?.createAgreement({
      agreementNo,
      channel: 'page',
      amount: { minor: 2000n, currency: 'CNY' },
      period: { unit: 'month', count: 1 },
      firstChargeAt: first.time.now,
      subject: '会员',
      notifyUrl: first.merchant.url,
      returnUrl: '',
    })
    if (asked?.kind !== 'redirect') throw new Error('no address')
    first.control.open(asked.url)
    first.control.sign({ agreementNo })
    const { gatewayNo } =
      (await first.providers.alipay.recurring?.queryAgreement(agreementNo)) ?? {}
    const charge = {
      outTradeNo: newNumber(),
      gatewayNo: gatewayNo ?? '',
      amount: { minor: 1999n, currency: 'CNY' } as const,
      subject: '会员',
      notifyUrl: '',
    }
    expect(await first.providers.alipay.recurring?.charge(charge)).toMatchObject({ kind: 'fact' })
    const before = first.control.agreements()
    await first.close()

    const second = await openSandbox({ dir, alipayTrust: 'certificates' })
    expect(second.control.agreements()).toEqual(before)
    const { recurring } = second.providers.alipay
    expect(await recurring?.queryAgreement(agreementNo)).toMatchObject({ status: 'active' })
    const again = await recurring?.charge({ ...charge, outTradeNo: newNumber() })
    expect(again).toMatchObject({ kind: 'refused', because: 'window' })
    await second.close()
  })
})

describe('The keys of the sandbox', () => {
  it('made by an older sandbox are kept, and what they lacked is added', async () => {
    const { alipay, ...old } = await ensureSandboxKeys(dir)
    const { rootPrivateKeyPem, nextGatewayPrivateKeyPem, ...kept } = alipay
    const file = join(dir, 'sandbox-keys.json')
    writeFileSync(file, JSON.stringify({ ...old, alipay: kept }))
    const mended = await ensureSandboxKeys(dir)
    expect(mended).toMatchObject({ ...old, alipay: kept })
    expect(mended.alipay.rootPrivateKeyPem).toContain('PRIVATE KEY')
    expect(mended.alipay.rootPrivateKeyPem).not.toBe(rootPrivateKeyPem)
    expect(mended.alipay.nextGatewayPrivateKeyPem).not.toBe(nextGatewayPrivateKeyPem)
    expect(await ensureSandboxKeys(dir)).toEqual(mended)
    expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  it('are the same for two that start together, and only for their owner to read', async () => {
    const [one, two] = await Promise.all([ensureSandboxKeys(dir), ensureSandboxKeys(dir)])
    expect(one).toEqual(two)
    expect(await ensureSandboxKeys(dir)).toEqual(one)
    const { stripe, ...older } = one
    writeFileSync(join(dir, 'sandbox-keys.json'), JSON.stringify(older))
    expect((await ensureSandboxKeys(dir)).stripe).toEqual(stripe)
    expect(statSync(join(dir, 'sandbox-keys.json')).mode & 0o777).toBe(0o600)
  })
})

describe('The simulator as a process', () => {
  const children: ChildProcess[] = []
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL')
  })
  const start = async (env: Record<string, string> = {}) => {
    const child = spawn(process.execPath, ['simulators/main.ts'], {
      env: {
        ...process.env,
        NODE_ENV: 'development',
        SIMULATOR_DIR: dir,
        SIMULATOR_PORT: '0',
        ...env,
      },
    })
    children.push(child)
    let said = ''
    const url = await new Promise<string | null>((resolve) => {
      child.stdout.on('data', (chunk) => {
        said += chunk
        const match = /http:\/\/127\.0\.0\.1:\d+/.exec(said)
        if (match) resolve(match[0])
      })
      child.once('exit', () => resolve(null))
    })
    return { child, url }
  }
  const kill = (child: ChildProcess) =>
    new Promise<void>((resolve) => {
      child.once('exit', () => resolve())
      child.kill('SIGKILL')
    })

  it('survives kill -9 with its memory, and obeys only who holds the secret', async () => {
    const first = await start()
    if (!first.url) throw new Error('the simulator did not start')
    const keys = await ensureSandboxKeys(dir)
    const around = { now: () => new Date(), nonce: () => 'n' }
    const { alipay } = merchantConfigs(keys, first.url)
    const outTradeNo = newNumber()
    const action = await alipayProvider(alipay, around).createCharge({
      outTradeNo,
      amount: { minor: 1n, currency: 'CNY' },
      channel: 'page',
      subject: '课程',
      expiresAt: new Date(Date.now() + 3_600_000),
      notifyUrl: '',
      returnUrl: '',
    })
    if (action.kind !== 'redirect') throw new Error('no address')
    const control = async (name: string, body: object, secret = keys.controlSecret) => {
      const headers = { 'x-simulator-secret': secret }
      const init = { method: 'POST', headers, body: JSON.stringify(body) }
      const reply = await fetch(`${first.url}/__control/${name}`, init)
      return reply.ok ? ((await reply.json()) as { result: unknown }).result : reply.status
    }
    expect(await control('open', { url: action.url }, 'guess')).toBe(404)
    expect(await control('open', { url: action.url })).toBe(outTradeNo)
    expect(await control('pay', { provider: 'alipay', outTradeNo })).toBe('paid')
    expect(await control('nonsense', {})).toBe(404)
    await kill(first.child)

    const second = await start()
    if (!second.url) throw new Error('the simulator did not start again')
    const again = alipayProvider(merchantConfigs(keys, second.url).alipay, around)
    expect((await again.queryCharge(outTradeNo)).status).toBe('paid')
    await kill(second.child)
  })

  it('refuses to run in production', async () => {
    const { url } = await start({ NODE_ENV: 'production' })
    expect(url).toBeNull()
  })
})
