import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type AlipayConfig, alipayConfigProblems } from '#payments/alipay/alipay-config.ts'
import { alipayProvider } from '#payments/alipay/alipay-provider.ts'
import { certificatesOf } from '../../simulators/alipay/alipay-signing.ts'
import { issueCertificate } from '../../simulators/certificate.ts'
import { serve } from '../../simulators/engine/http.ts'
import { signText } from '../../simulators/signing.ts'
import { openCharge, openSandbox, rawOf, type Sandbox } from './sandbox.ts'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await openSandbox({ alipayTrust: 'certificates' })
})
beforeEach(() => {
  sandbox.control.faults.clear()
  sandbox.control.rotateAlipay({ inUse: 'first' })
})
afterAll(() => sandbox.close())

const files = () => certificatesOf(sandbox.simulators.keys)

function configWith(alipayPem: string, change: Partial<AlipayConfig> = {}): AlipayConfig {
  const { alipayPublicKeyPem: _, ...common } = sandbox.simulators.alipay
  const { appPem, rootPem } = files()
  return { ...common, certificates: { appPem, rootPem, alipayPem }, ...change }
}

const providerWith = (alipayPem: string, change?: Partial<AlipayConfig>) =>
  alipayProvider(configWith(alipayPem, change), sandbox.around)

async function paidCharge() {
  const charge = await openCharge(sandbox, 'alipay')
  sandbox.control.pay(charge)
  return charge
}

const noticeOf = (outTradeNo: string) =>
  rawOf(sandbox.control.notification({ provider: 'alipay', outTradeNo }))

const downloads = () =>
  sandbox.exchanges.filter(({ url }) => url.includes('alipaycert.download')).length

describe('F28: Alipay changes its certificate', () => {
  it('and is believed at once: the new one is fetched, once for all who wait', async () => {
    const { outTradeNo } = await paidCharge()
    const provider = providerWith(files().alipayPem)
    sandbox.control.rotateAlipay({ inUse: 'next' })
    const before = downloads()
    const asked = Array.from({ length: 5 }, () => provider.queryCharge(outTradeNo))
    for (const fact of await Promise.all(asked)) expect(fact.status).toBe('paid')
    const notice = await provider.readNotification(noticeOf(outTradeNo))
    expect(notice).toMatchObject({ kind: 'charge', fact: { status: 'paid' } })
    expect(downloads()).toBe(before + 1)
  })

  it('with both in use, whether we were given both files or only the old one', async () => {
    const { outTradeNo } = await paidCharge()
    const before = downloads()
    sandbox.control.rotateAlipay({ inUse: 'both' })
    const both = providerWith(files().files.join('\n'))
    for (let turn = 0; turn < 4; turn += 1) {
      expect((await both.queryCharge(outTradeNo)).status).toBe('paid')
      expect((await both.readNotification(noticeOf(outTradeNo))).kind).toBe('charge')
    }
    expect(downloads()).toBe(before)
    const old = providerWith(files().alipayPem)
    for (let turn = 0; turn < 4; turn += 1) {
      expect((await old.queryCharge(outTradeNo)).status).toBe('paid')
    }
    expect(downloads()).toBe(before + 1)
  })

  it('but a message that names no known certificate is not, and starts no storm', async () => {
    const { outTradeNo } = await paidCharge()
    const provider = providerWith(files().alipayPem)
    const before = downloads()
    for (let n = 0; n < 20; n += 1) {
      const raw = noticeOf(outTradeNo)
      const form = new URLSearchParams(Buffer.from(raw.body).toString())
      form.set('alipay_cert_sn', n.toString(16).padStart(32, '0'))
      const forged = { ...raw, body: Buffer.from(form.toString()) }
      await expect(provider.readNotification(forged)).rejects.toMatchObject({
        details: { reason: 'signature' },
      })
    }
    expect(downloads()).toBe(before + 5)
    expect((await provider.readNotification(noticeOf(outTradeNo))).kind).toBe('charge')
    sandbox.time.now = new Date(sandbox.time.now.getTime() + 60_000)
    sandbox.control.rotateAlipay({ inUse: 'next' })
    expect((await provider.queryCharge(outTradeNo)).status).toBe('paid')
  })

  it('and a notification that names none is proven by any certificate we know', async () => {
    const { outTradeNo } = await paidCharge()
    const raw = noticeOf(outTradeNo)
    const form = new URLSearchParams(Buffer.from(raw.body).toString())
    form.delete('alipay_cert_sn')
    const bare = { ...raw, body: Buffer.from(form.toString()) }
    const read = await sandbox.providers.alipay.readNotification(bare)
    expect(read).toMatchObject({ kind: 'charge' })
  })
})

describe('F17, F30: a certificate that no root of ours issued', () => {
  /** A gateway in between that hands out certificates of its own making, and signs with them. */
  async function impostor(authority: { name: string; by: string }) {
    const { attackerPrivateKeyPem: key } = sandbox.simulators.keys
    const issuer = [['CN', authority.name]] as const
    const { pem } = issueCertificate({
      subject: [['CN', 'Alipay']],
      of: key,
      issuer,
      by: authority.by,
    })
    const { X509Certificate } = await import('node:crypto')
    const { certificateNumber } = await import('#payments/alipay/trust/certificate-number.ts')
    const sn = certificateNumber(new X509Certificate(pem))
    const content = Buffer.from(pem).toString('base64')
    return serve(0, async (call) => {
      const method = call.query.get('method') ?? ''
      const outTradeNo = JSON.parse(
        new URLSearchParams(call.body.toString()).get('biz_content') ?? '',
      )
      const node = JSON.stringify(
        method.includes('download')
          ? { code: '10000', alipay_cert_content: content }
          : {
              code: '10000',
              out_trade_no: outTradeNo.out_trade_no,
              trade_status: 'TRADE_SUCCESS',
              total_amount: '19.99',
            },
      )
      const name = `${method.replaceAll('.', '_')}_response`
      const body = `{"${name}":${node},"alipay_cert_sn":"${sn}","sign":"${signText(node, key)}"}`
      return { status: 200, body }
    })
  }

  it.each([
    ['its own authority', 'Evil'],
    ['the name of ours, but another key', 'Wenqu Sandbox Certification Authority R1'],
  ])('is not believed: %s', async (_, name) => {
    const by = sandbox.simulators.keys.attackerPrivateKeyPem
    const server = await impostor({ name, by })
    const gatewayUrl = `${server.url}/gateway.do`
    const provider = providerWith(files().alipayPem, { gatewayUrl })
    expect((await provider.queryCharge('T20261122')).status).toBe('unknown')
    await server.close()
  })

  it('is not believed even if the app’s own certificate stands behind it', async () => {
    const by = sandbox.simulators.keys.alipay.merchantPrivateKeyPem
    const server = await impostor({ name: sandbox.simulators.keys.alipay.appId, by })
    const gatewayUrl = `${server.url}/gateway.do`
    const provider = providerWith(files().alipayPem + files().appPem, { gatewayUrl })
    expect((await provider.queryCharge('T20261122')).status).toBe('unknown')
    await server.close()
  })
})

it('a reply without a certificate’s number is not believed in certificate mode', async () => {
  const plain = await openSandbox()
  const gatewayUrl = plain.simulators.alipay.gatewayUrl
  const provider = providerWith(files().alipayPem, { gatewayUrl })
  expect((await provider.queryCharge('T20261122')).status).toBe('unknown')
  expect((await plain.providers.alipay.queryCharge('T20261122')).status).toBe('not_found')
  await plain.close()
})

it('the simulator refuses a request without its certificates, or with others', async () => {
  const { alipayPublicKeyPem, ...common } = sandbox.simulators.alipay
  const bare = alipayProvider({ ...common, alipayPublicKeyPem }, sandbox.around)
  expect((await bare.queryCharge('T20261122')).status).toBe('unknown')
  expect(sandbox.exchanges.at(-1)?.responseBody).toContain('isv.invalid-app-cert-sn')
  const { appPem, alipayPem } = files()
  const rootPem = appPem
  const other = configWith(alipayPem, { certificates: { appPem, rootPem, alipayPem } })
  await alipayProvider(other, sandbox.around).queryCharge('T20261122')
  expect(sandbox.exchanges.at(-1)?.responseBody).toContain('isv.invalid-alipay-root-cert-sn')
})

describe('F22: the files of certificate mode', () => {
  const problems = (change: Partial<NonNullable<AlipayConfig['certificates']>>) => {
    const { appPem, rootPem, alipayPem } = files()
    const certificates = { appPem, rootPem, alipayPem, ...change }
    return alipayConfigProblems(configWith(alipayPem, { certificates }), { sandbox: true })
  }

  it('are in order as Alipay hands them out', () => expect(problems({})).toEqual([]))

  it('are named when missing, unreadable or taken for one another', () => {
    const { appPem, alipayPem } = files()
    expect(problems({ appPem: '' })).toEqual([{ field: 'certificates.appPem', problem: 'missing' }])
    expect(problems({ appPem: alipayPem })).toEqual([
      { field: 'certificates.appPem', problem: 'other_key' },
    ])
    expect(problems({ alipayPem: appPem })).toEqual([
      { field: 'certificates.alipayPem', problem: 'own_key_as_gateway_key' },
    ])
    const broken = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'
    for (const rootPem of ['nothing', broken]) {
      expect(problems({ rootPem })).toEqual([
        { field: 'certificates.rootPem', problem: 'malformed' },
      ])
    }
  })
})
