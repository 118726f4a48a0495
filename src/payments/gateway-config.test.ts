import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { type AlipayConfig, alipayConfigProblems } from './alipay/alipay-config.ts'
import { alipayFromEnv } from './alipay/alipay-from-env.ts'
import { type StripeConfig, stripeConfigProblems } from './stripe/stripe-config.ts'
import { type WechatConfig, wechatConfigProblems } from './wechat/wechat-config.ts'

function pair(modulusLength: number) {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength })
  return {
    privatePem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    bare: privateKey.export({ type: 'pkcs1', format: 'der' }).toString('base64'),
    barePublic: publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
  }
}
const own = pair(2048)
const gateway = pair(2048)
const weak = pair(1024)

const alipay: AlipayConfig = {
  appId: '2021000000000001',
  sellerId: '2088000000000001',
  privateKeyPem: own.privatePem,
  alipayPublicKeyPem: gateway.publicPem,
  gatewayUrl: 'https://openapi.alipay.com/gateway.do',
}
const wechat: WechatConfig = {
  mchid: '1900000001',
  appid: 'wx0123456789abcdef',
  merchantSerial: '5F'.repeat(20),
  merchantPrivateKeyPem: own.privatePem,
  apiV3Key: '0123456789abcdefFEDCBA9876543210',
  trust: [{ kind: 'public_key', id: 'PUB_KEY_ID_01', publicKeyPem: gateway.publicPem }],
  baseUrl: 'https://api.mch.weixin.qq.com',
}

const stripe: StripeConfig = {
  secretKey: `sk_live_${'0a'.repeat(24)}`,
  webhookSecrets: [`whsec_${'0b'.repeat(16)}`],
  account: 'acct_1032D82eZvKYlo2C',
  apiUrl: 'https://api.stripe.com',
}

describe('The settings of Alipay', () => {
  it('are in order with PEM keys or the bare base64 of the console', () => {
    expect(alipayConfigProblems(alipay)).toEqual([])
    const bare = { privateKeyPem: own.bare, alipayPublicKeyPem: gateway.barePublic }
    expect(alipayConfigProblems({ ...alipay, ...bare })).toEqual([])
  })

  it.each([
    ['appId', '', 'missing'],
    ['appId', '  ', 'missing'],
    ['appId', '12', 'malformed'],
    ['sellerId', 'seller@example.com', 'malformed'],
    ['privateKeyPem', '\n', 'missing'],
    ['privateKeyPem', 'not a key', 'malformed'],
    ['privateKeyPem', weak.privatePem, 'too_weak'],
    ['alipayPublicKeyPem', '', 'missing'],
    ['alipayPublicKeyPem', weak.publicPem, 'too_weak'],
    ['alipayPublicKeyPem', own.publicPem, 'own_key_as_gateway_key'],
    ['alipayPublicKeyPem', gateway.privatePem, 'malformed'],
    ['gatewayUrl', '', 'missing'],
    ['gatewayUrl', 'http://openapi.alipay.com/gateway.do', 'not_https'],
    ['gatewayUrl', 'https://openapi.alipay.com.evil.cn/gateway.do', 'not_official_host'],
    ['gatewayUrl', 'https://openapi-sandbox.dl.alipaydev.com/gateway.do', 'not_official_host'],
    ['gatewayUrl', 'https://u@openapi.alipay.com/gateway.do', 'malformed'],
    ['gatewayUrl', 'openapi.alipay.com', 'malformed'],
    ['products', [], 'malformed'],
    ['products', ['cycle'], 'malformed'],
    ['products', ['page', 'page'], 'malformed'],
    ['products', ['page', 'jsapi'], 'malformed'],
  ])('F22: %s %j is %s', (field, value, problem) => {
    expect(alipayConfigProblems({ ...alipay, [field]: value })).toEqual([{ field, problem }])
  })

  it('may name the products signed for, and how renewals were agreed', () => {
    const products = ['qr', 'cycle'] as const
    const cycle = { signScene: 'INDUSTRY|EDU', windowDays: 3 }
    expect(alipayConfigProblems({ ...alipay, products, cycle })).toEqual([])
    const wrong = { signScene: 'DEFAULT', windowDays: Number('three') }
    expect(alipayConfigProblems({ ...alipay, cycle: wrong })).toEqual([
      { field: 'cycle.signScene', problem: 'malformed' },
      { field: 'cycle.windowDays', problem: 'malformed' },
    ])
  })

  it('come from the environment, by key or by certificates', () => {
    const fileNamed = (path: string | undefined) => (path ? `text of ${path}` : '')
    expect(alipayFromEnv({ ALIPAY_APP_ID: '1', ALIPAY_PUBLIC_KEY_FILE: 'k' }, fileNamed)).toEqual({
      appId: '1',
      sellerId: '',
      privateKeyPem: '',
      alipayPublicKeyPem: 'text of k',
      gatewayUrl: 'https://openapi.alipay.com/gateway.do',
      cycle: { signScene: 'INDUSTRY|DIGITAL_MEDIA', windowDays: 5 },
    })
    const env = {
      ALIPAY_APP_CERT_FILE: 'a',
      ALIPAY_ROOT_CERT_FILE: 'r',
      ALIPAY_CERT_FILE: 'old, new',
      ALIPAY_PRODUCTS: 'qr, cycle',
      ALIPAY_CYCLE_WINDOW_DAYS: '3',
    }
    const config = alipayFromEnv(env, fileNamed)
    expect(config).toMatchObject({
      products: ['qr', 'cycle'],
      cycle: { windowDays: 3 },
      certificates: {
        appPem: 'text of a',
        rootPem: 'text of r',
        alipayPem: 'text of old\ntext of new',
      },
    })
    expect(config).not.toHaveProperty('alipayPublicKeyPem')
  })

  it('F22: are all missing when nothing is set, and no secret is repeated in a problem', () => {
    expect(alipayConfigProblems({}).map(({ problem }) => problem)).toEqual(Array(5).fill('missing'))
    const problems = alipayConfigProblems({ ...alipay, privateKeyPem: 'SECRET' })
    expect(JSON.stringify(problems)).not.toContain('SECRET')
  })

  it('may name a sandbox host only when told so', () => {
    const local = { ...alipay, gatewayUrl: 'http://127.0.0.1:3001/gateway.do' }
    expect(alipayConfigProblems(local)).toEqual([{ field: 'gatewayUrl', problem: 'not_https' }])
    expect(alipayConfigProblems(local, { sandbox: true })).toEqual([])
    const file = { ...alipay, gatewayUrl: 'file:///etc/passwd' }
    expect(alipayConfigProblems(file, { sandbox: true })).not.toEqual([])
  })
})

describe('The settings of WeChat Pay', () => {
  it('are in order in either mode of trust or both', () => {
    expect(wechatConfigProblems(wechat)).toEqual([])
    expect(wechatConfigProblems({ ...wechat, trust: [{ kind: 'certificates' }] })).toEqual([])
    const both = [...wechat.trust, { kind: 'certificates' } as const]
    expect(wechatConfigProblems({ ...wechat, trust: both })).toEqual([])
    const backup = { ...wechat, baseUrl: 'https://api2.mch.weixin.qq.com' }
    expect(wechatConfigProblems(backup)).toEqual([])
  })

  it.each([
    ['mchid', '', 'missing'],
    ['mchid', 'abc', 'malformed'],
    ['appid', 'wx1', 'malformed'],
    ['merchantSerial', 'xyz', 'malformed'],
    ['merchantPrivateKeyPem', weak.privatePem, 'too_weak'],
    ['apiV3Key', '', 'missing'],
    ['apiV3Key', ' '.repeat(32), 'missing'],
    ['apiV3Key', 'a'.repeat(32), 'too_weak'],
    ['apiV3Key', '0123456789abcdef', 'malformed'],
    ['apiV3Key', '0123456789abcdefFEDCBA987654321 ', 'malformed'],
    ['trust', [], 'missing'],
    ['baseUrl', 'http://api.mch.weixin.qq.com', 'not_https'],
    ['baseUrl', 'http://127.0.0.1:3001', 'not_https'],
    ['baseUrl', 'https://api.mch.weixin.qq.com.evil.cn', 'not_official_host'],
  ])('F22: %s %j is %s', (field, value, problem) => {
    expect(wechatConfigProblems({ ...wechat, [field]: value })).toEqual([{ field, problem }])
  })

  it('are in order with all products, and refused with half a product', () => {
    const app = {
      secret: '0123456789abcdef0123456789abcdef',
      apiUrl: 'https://api.weixin.qq.com',
      openUrl: 'https://open.weixin.qq.com',
    }
    const papay = {
      apiV2Key: '0123456789abcdefFEDCBA9876543210',
      signType: 'MD5',
      planId: '100256',
      announces: true,
    } as const
    const products = ['native', 'jsapi', 'h5', 'cycle'] as const
    const whole = { ...wechat, products, app, papay }
    expect(wechatConfigProblems(whole)).toEqual([])
    const fields = (change: object) =>
      wechatConfigProblems({ ...whole, ...change }).map(({ field, problem }) => [field, problem])
    expect(fields({ app: { ...app, secret: 'a'.repeat(32) } })).toEqual([
      ['app.secret', 'too_weak'],
    ])
    expect(fields({ app: { ...app, apiUrl: 'https://evil.cn' } })).toEqual([
      ['app.apiUrl', 'not_official_host'],
    ])
    expect(fields({ app: undefined })).toEqual([['app.secret', 'missing']])
    expect(fields({ papay: { ...papay, apiV2Key: '' } })).toEqual([['papay.apiV2Key', 'missing']])
    expect(fields({ papay: { ...papay, signType: 'SHA1' } })).toEqual([
      ['papay.signType', 'malformed'],
    ])
    expect(fields({ papay: { ...papay, planId: 'x' } })).toEqual([['papay.planId', 'malformed']])
    expect(fields({ papay: undefined })).toEqual([['papay.apiV2Key', 'missing']])
    for (const odd of [[], ['cycle'], ['native', 'native'], ['page']]) {
      expect(fields({ products: odd })).toEqual([['products', 'malformed']])
    }
  })

  it('F22: refuses a pinned key that is blank, unnamed or our own', () => {
    const pinned = {
      kind: 'public_key',
      id: 'PUB_KEY_ID_01',
      publicKeyPem: gateway.publicPem,
    } as const
    const fields = (change: object) =>
      wechatConfigProblems({ ...wechat, trust: [{ ...pinned, ...change }] })
    expect(fields({ id: '5F00' })).toEqual([{ field: 'trust.id', problem: 'malformed' }])
    expect(fields({ publicKeyPem: '' })).toEqual([
      { field: 'trust.publicKeyPem', problem: 'missing' },
    ])
    expect(fields({ publicKeyPem: own.publicPem })).toEqual([
      { field: 'trust.publicKeyPem', problem: 'own_key_as_gateway_key' },
    ])
  })
})

describe('The settings of Stripe', () => {
  it('are in order with a secret or a restricted key and one or two webhook secrets', () => {
    expect(stripeConfigProblems(stripe)).toEqual([])
    const restricted = { ...stripe, secretKey: stripe.secretKey.replace('sk', 'rk') }
    expect(stripeConfigProblems(restricted)).toEqual([])
    const [secret = ''] = stripe.webhookSecrets
    const two = { ...stripe, webhookSecrets: [secret, `${secret}0c`] }
    expect(stripeConfigProblems(two)).toEqual([])
  })

  it.each([
    ['secretKey', '', 'missing'],
    ['secretKey', '  ', 'missing'],
    ['secretKey', `pk_live_${'0a'.repeat(24)}`, 'malformed'],
    ['secretKey', `sk_test_${'0a'.repeat(24)}`, 'test_key'],
    ['webhookSecrets', [], 'missing'],
    ['webhookSecrets', [''], 'missing'],
    ['webhookSecrets', [' \n'], 'missing'],
    ['webhookSecrets', [...stripe.webhookSecrets, ''], 'missing'],
    ['webhookSecrets', [`${stripe.webhookSecrets[0]}\n`], 'malformed'],
    ['webhookSecrets', ['whsec_short'], 'malformed'],
    ['account', '', 'missing'],
    ['account', 'me@example.com', 'malformed'],
    ['apiUrl', 'http://api.stripe.com', 'not_https'],
    ['apiUrl', 'http://127.0.0.1:3001', 'not_https'],
    ['apiUrl', 'https://api.stripe.com.evil.cn', 'not_official_host'],
  ])('F22: %s %j is %s', (field, value, problem) => {
    expect(stripeConfigProblems({ ...stripe, [field]: value })).toEqual([{ field, problem }])
  })

  it('may be of the test mode, or of a sandbox, only when told so', () => {
    const test = { ...stripe, secretKey: `sk_test_${'0a'.repeat(24)}` }
    expect(stripeConfigProblems(test, { testKeys: true })).toEqual([])
    const local = { ...test, apiUrl: 'http://127.0.0.1:3001' }
    expect(stripeConfigProblems(local, { testKeys: true })).not.toEqual([])
    expect(stripeConfigProblems(local, { sandbox: true })).toEqual([])
  })
})
