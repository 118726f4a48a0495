import { expect, it } from 'vitest'
import { signParameters } from '#payments/alipay/sign-parameters.ts'
import { signingString } from '#payments/alipay/signing-string.ts'
import {
  certificateNumber,
  readCertificates,
  rootNumber,
} from '#payments/alipay/trust/certificate-number.ts'
import { readPrivateKey, readPublicKey, verifySha256 } from '#payments/rsa.ts'
import { stripeProvider } from '#payments/stripe/stripe-provider.ts'
import { openSealed } from '#payments/wechat/open-sealed.ts'
import { isSignedV2, signV2 } from '#payments/wechat/papay/sign-v2.ts'
import { sendSigned } from '#payments/wechat/send-signed.ts'
import { type Call, serve } from '../../simulators/engine/http.ts'
import { publicHalf } from '../../simulators/signing.ts'
import { goldenCertificate, goldenSn, goldenStrangeRoot } from './golden-certificates.ts'
import {
  goldenAuthorization,
  goldenBox,
  goldenEvent,
  goldenKey,
  goldenNotification,
  goldenRequest,
  goldenV2,
} from './golden-vectors.ts'

const key = readPrivateKey(goldenKey)

it('an Alipay request is signed as openssl signs its canonical text', () => {
  const signed = signParameters(key, new Date('2026-11-22T08:00:00Z'), {
    app_id: '2021000000000001',
    method: 'alipay.trade.query',
    biz_content: '{"out_trade_no":"T1","subject":"100% &lt; 中文 😀"}',
    notify_url: '',
    format: '',
  })
  expect(signingString(signed, ['sign'])).toBe(goldenRequest.text)
  expect(new Map(signed).get('sign')).toBe(goldenRequest.signature)
  expect(signed.map(([name]) => name)).not.toContain('notify_url')
})

it('an Alipay notification leaves sign and sign_type out of its canonical text', () => {
  const { text, signature } = goldenNotification
  const form = new Map(text.split('&').map((pair) => pair.split('=') as [string, string]))
  form.set('sign', signature).set('sign_type', 'RSA2').set('empty', '')
  const content = signingString(form, ['sign', 'sign_type'])
  expect(content).toBe(text)
  const publicKey = readPublicKey(
    publicHalf(key.export({ type: 'pkcs8', format: 'pem' }).toString()),
  )
  expect(verifySha256(Buffer.from(content), signature, publicKey)).toBe(true)
  expect(verifySha256(Buffer.from(`${content} `), signature, publicKey)).toBe(false)
})

it('a WeChat Pay request is signed as openssl signs its five lines', async () => {
  const calls: Call[] = []
  const server = await serve(0, async (call) => {
    calls.push(call)
    return { status: 204 }
  })
  const line = {
    config: {
      mchid: '1900000001',
      appid: 'wx0000000000000001',
      merchantSerial: '5F00',
      merchantPrivateKeyPem: goldenKey,
      apiV3Key: goldenBox.apiV3Key,
      trust: [],
      baseUrl: server.url,
    },
    merchantKey: key,
    around: { now: () => goldenAuthorization.now, nonce: () => goldenAuthorization.nonce },
  }
  await sendSigned(line, 'GET', '/v3/pay/transactions/out-trade-no/T1?mchid=1900000001')
  await server.close()
  expect(calls[0]?.headers.authorization).toBe(
    'WECHATPAY2-SHA256-RSA2048 mchid="1900000001",nonce_str="abc",timestamp="1795334400",' +
      `serial_no="5F00",signature="${goldenAuthorization.signature}"`,
  )
})

it('opens a box that the SDK sealed', () => {
  const { box, apiV3Key, plaintext } = goldenBox
  expect(openSealed(box, apiV3Key)).toBe(plaintext)
  expect(openSealed({ ...box, associated_data: '' }, apiV3Key)).toBeNull()
  expect(openSealed(box, 'short')).toBeNull()
})

it('an event of Stripe is believed by the signature its SDK makes over the bytes', async () => {
  const { now, secret, payload, header } = goldenEvent
  const config = {
    secretKey: `sk_test_${'0'.repeat(24)}`,
    webhookSecrets: [secret],
    account: 'acct_golden000',
    apiUrl: 'https://api.stripe.com',
  }
  const provider = stripeProvider(config, { now: () => now, nonce: () => 'n' })
  const headers = new Headers({ 'stripe-signature': header })
  const read = (body: string) => provider.readNotification({ headers, body: Buffer.from(body) })
  expect(await read(payload)).toEqual({ kind: 'other', eventId: 'evt_golden' })
  await expect(read(payload.replace('100%', '101%'))).rejects.toMatchObject({
    code: 'payment.bad_notification',
  })
})

it('a message of API v2 is signed as the SDK signs it, by either kind', () => {
  const { fields, apiV2Key, md5, hmac } = goldenV2
  const plain = Object.entries(fields)
  const named = [...plain, ['sign_type', 'HMAC-SHA256']] as [string, string][]
  const byMd5 = { apiV2Key, signType: 'MD5' as const }
  const byHmac = { apiV2Key, signType: 'HMAC-SHA256' as const }
  expect(signV2(plain, byMd5)).toBe(md5)
  expect(signV2(named, byHmac)).toBe(hmac)
  expect(isSignedV2(new Map([...plain, ['sign', md5]]), byMd5)).toBe(true)
  expect(isSignedV2(new Map([...plain, ['sign', md5]]), byHmac)).toBe(false)
  expect(isSignedV2(new Map([...plain, ['sign', md5.toLowerCase()]]), byMd5)).toBe(false)
  expect(isSignedV2(new Map([...plain, ['sign', '']]), byMd5)).toBe(false)
})

it('the SNs of certificates are those of the SDK, a comma in a name included', () => {
  const [certificate] = readCertificates(goldenCertificate)
  if (!certificate) throw new Error('no certificate')
  expect(certificateNumber(certificate)).toBe(goldenSn)
  const roots = readCertificates(goldenStrangeRoot + goldenCertificate + goldenCertificate)
  expect(roots).toHaveLength(3)
  expect(rootNumber(roots)).toBe(`${goldenSn}_${goldenSn}`)
})
