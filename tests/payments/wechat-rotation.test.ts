import { afterEach, describe, expect, it } from 'vitest'
import { money } from '#kernel/money.ts'
import { newNumber, openSandbox, rawOf, type Sandbox } from './sandbox.ts'

let sandbox: Sandbox
afterEach(() => sandbox.close())

const certificates = [{ kind: 'certificates' }] as const

async function paidOrder() {
  const outTradeNo = newNumber()
  await sandbox.providers.wechat.createCharge({
    outTradeNo,
    amount: money(100n, 'CNY'),
    channel: 'qr',
    subject: '课程',
    expiresAt: new Date(sandbox.time.now.getTime() + 3_600_000),
    notifyUrl: sandbox.merchant.url,
    returnUrl: '',
  })
  sandbox.control.pay({ provider: 'wechat', outTradeNo })
  return { provider: 'wechat', outTradeNo } as const
}

const downloads = () => sandbox.exchanges.filter(({ url }) => url.endsWith('/v3/certificates'))
const readNotice = (order: Parameters<Sandbox['control']['notification']>[0]) =>
  sandbox.providers.wechat.readNotification(rawOf(sandbox.control.notification(order)))

describe('F28: trust by platform certificates', () => {
  it('downloads the list once for many messages at the same time', async () => {
    sandbox = await openSandbox({ wechatTrust: 'certificates', trust: [...certificates] })
    const order = await paidOrder()
    expect(downloads()).toHaveLength(1)
    const facts = await Promise.all(
      Array.from({ length: 20 }, () => sandbox.providers.wechat.queryCharge(order.outTradeNo)),
    )
    expect(facts.every(({ status }) => status === 'paid')).toBe(true)
    expect(downloads()).toHaveLength(1)
  })

  it('takes the next certificate at once and the old one while it is listed', async () => {
    sandbox = await openSandbox({ wechatTrust: 'certificates', trust: [...certificates] })
    const order = await paidOrder()
    const old = rawOf(sandbox.control.notification(order))
    sandbox.control.rotateKeys({ next: true })
    sandbox.time.now = new Date(sandbox.time.now.getTime() + 31_000)
    const fresh = rawOf(sandbox.control.notification(order))
    expect(fresh.headers.get('wechatpay-serial')).not.toBe(old.headers.get('wechatpay-serial'))
    const { wechat } = sandbox.providers
    expect(await wechat.readNotification(fresh)).toMatchObject({ kind: 'charge' })
    expect(await wechat.readNotification(old)).toMatchObject({ kind: 'charge' })
    expect(downloads()).toHaveLength(2)
    sandbox.control.rotateKeys({ retireOld: true })
    sandbox.time.now = new Date(sandbox.time.now.getTime() + 13 * 3_600_000)
    expect(await wechat.queryCharge(order.outTradeNo)).toMatchObject({ status: 'paid' })
    expect(downloads()).toHaveLength(3)
  })

  it('asks again for an unknown serial, but a flood causes no flood of downloads', async () => {
    sandbox = await openSandbox({ wechatTrust: 'certificates', trust: [...certificates] })
    const order = await paidOrder()
    sandbox.time.now = new Date(sandbox.time.now.getTime() + 31_000)
    const flood = Array.from({ length: 50 }, () =>
      readNotice({ ...order, alteration: 'wrongSerial' }).catch(({ details }) => details.reason),
    )
    expect(new Set(await Promise.all(flood))).toEqual(new Set(['unknown_serial']))
    await expect(readNotice({ ...order, alteration: 'wrongSerial' })).rejects.toThrow()
    expect(downloads()).toHaveLength(2)
    expect(await readNotice(order)).toMatchObject({ kind: 'charge' })
    expect(downloads()).toHaveLength(2)
  })

  it.each(['unsigned', 'wrongKey', 'garbage', 'truncate', 'dropReply'] as const)(
    'does not trust a list that came %s',
    async (kind) => {
      sandbox = await openSandbox({ wechatTrust: 'certificates', trust: [...certificates] })
      sandbox.control.faults.set('wechat', { reply: { kind, only: 'certificates' } })
      const before = await sandbox.providers.wechat.queryCharge(newNumber())
      expect(before.status).toBe('unknown')
      sandbox.control.faults.clear()
      sandbox.time.now = new Date(sandbox.time.now.getTime() + 31_000)
      const after = await sandbox.providers.wechat.queryCharge(newNumber())
      expect(after.status).toBe('not_found')
    },
  )
})

describe('F28: the switch from certificates to the public key', () => {
  it('takes both kinds of signature in turn while both are configured', async () => {
    sandbox = await openSandbox({ wechatTrust: 'switching' })
    const [publicKey] = sandbox.simulators.wechat.trust
    if (!publicKey) throw new Error('no public key')
    await sandbox.close()
    sandbox = await openSandbox({
      wechatTrust: 'switching',
      trust: [publicKey, ...certificates],
    })
    const order = await paidOrder()
    expect(downloads()).toHaveLength(0)
    const serials = new Set<string | null>()
    for (let turn = 0; turn < 4; turn += 1) {
      const raw = rawOf(sandbox.control.notification(order))
      serials.add(raw.headers.get('wechatpay-serial'))
      expect(await sandbox.providers.wechat.readNotification(raw)).toMatchObject({ kind: 'charge' })
    }
    expect(serials.size).toBe(2)
    expect(downloads()).toHaveLength(1)
    expect(downloads()[0]?.status).toBe(200)
  })

  it('a site that knows only the public key never downloads certificates', async () => {
    sandbox = await openSandbox({ wechatTrust: 'switching' })
    const order = await paidOrder()
    const [certificate, publicKey] = [await tryNotice(order), await tryNotice(order)]
    expect([certificate, publicKey]).toEqual(['unknown_serial', 'charge'])
    expect(downloads()).toHaveLength(0)
  })
})

function tryNotice(order: Parameters<Sandbox['control']['notification']>[0]): Promise<string> {
  return readNotice(order).then(
    ({ kind }) => kind,
    ({ details }) => details.reason,
  )
}
