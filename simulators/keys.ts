import { createHmac, generateKeyPair, randomBytes, randomInt } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { publicHalf } from './signing.ts'

/**
 * Everything both sides of the sandbox must agree upon; nothing here is worth anything outside it.
 */
export type SandboxKeys = {
  controlSecret: string
  alipay: {
    appId: string
    sellerId: string
    merchantPrivateKeyPem: string
    gatewayPrivateKeyPem: string
    /** Alipay's next key, and that of the authority behind the certificates. */
    nextGatewayPrivateKeyPem: string
    rootPrivateKeyPem: string
  }
  wechat: {
    mchid: string
    appid: string
    merchantSerial: string
    merchantPrivateKeyPem: string
    apiV3Key: string
    apiV2Key: string
    appSecret: string
    planId: string
    publicKeyId: string
    gatewayPrivateKeyPem: string
    /** Keys of the platform certificates; rotation goes from one to the next. */
    platformPrivateKeyPems: string[]
  }
  stripe: {
    secretKey: string
    account: string
    /** Rotation goes from one to the next. */
    webhookSecrets: string[]
  }
  /** Signs what a forger would send. */
  attackerPrivateKeyPem: string
}

/**
 * Reads the sandbox's keys from `dir`, making them on first use. Two processes that start together
 * get the same keys: the file appears whole (0600) and whoever comes second takes it.
 */
export async function ensureSandboxKeys(dir: string): Promise<SandboxKeys> {
  const file = join(dir, 'sandbox-keys.json')
  const found = readKeys(file)
  if (found && isWhole(found)) return found
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  const own = `${file}.${randomBytes(6).toString('hex')}`
  const made = withKept(await generateSandboxKeys(), found)
  writeFileSync(own, JSON.stringify(made, null, 2), { mode: 0o600 })
  try {
    if (found) renameSync(own, file)
    else linkSync(own, file)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  } finally {
    rmSync(own, { force: true })
  }
  const agreed = readKeys(file)
  if (!agreed) throw new Error(`the sandbox keys in ${file} cannot be read back`)
  return agreed
}

/** Keys made by an older sandbox lack those of what it could not yet do. */
function isWhole({ alipay }: SandboxKeys): boolean {
  return Boolean(alipay.rootPrivateKeyPem && alipay.nextGatewayPrivateKeyPem)
}

/** What was there stays, because a merchant's settings and a journal rest on it. */
function withKept(fresh: SandboxKeys, kept: SandboxKeys | null): SandboxKeys {
  if (!kept) return fresh
  return {
    ...fresh,
    ...kept,
    alipay: { ...fresh.alipay, ...kept.alipay },
    wechat: { ...fresh.wechat, ...kept.wechat },
  }
}

/** Fresh keys and account numbers in the gateways' real formats. */
export async function generateSandboxKeys(): Promise<SandboxKeys> {
  const [app, alipay, merchant, wechat, platform, nextPlatform, attacker] = await Promise.all(
    Array.from({ length: 7 }, privateKeyPem),
  )
  const [nextAlipay, root] = await Promise.all(Array.from({ length: 2 }, privateKeyPem))
  if (!app || !alipay || !merchant || !wechat || !platform || !nextPlatform || !attacker) {
    throw new Error('key generation fell short')
  }
  const controlSecret = randomBytes(32).toString('hex')
  if (!nextAlipay || !root) throw new Error('key generation fell short')
  return {
    controlSecret,
    alipay: {
      appId: `9021${digits(12)}`,
      sellerId: `2088${digits(12)}`,
      merchantPrivateKeyPem: app,
      gatewayPrivateKeyPem: alipay,
      nextGatewayPrivateKeyPem: nextAlipay,
      rootPrivateKeyPem: root,
    },
    wechat: {
      mchid: `19${digits(8)}`,
      appid: `wx${randomBytes(8).toString('hex')}`,
      merchantSerial: `5${randomBytes(20).toString('hex').slice(1)}`.toUpperCase(),
      merchantPrivateKeyPem: merchant,
      apiV3Key: randomBytes(16).toString('hex'),
      ...laterWechatKeys(controlSecret),
      publicKeyId: `PUB_KEY_ID_01${digits(28)}`,
      gatewayPrivateKeyPem: wechat,
      platformPrivateKeyPems: [platform, nextPlatform],
    },
    stripe: stripeKeys(controlSecret),
    attackerPrivateKeyPem: attacker,
  }
}

/** What a merchant types into the site's settings to use the sandbox at `url`. */
export function merchantConfigs({ alipay, wechat, stripe }: SandboxKeys, url: string) {
  return {
    alipay: {
      appId: alipay.appId,
      sellerId: alipay.sellerId,
      privateKeyPem: alipay.merchantPrivateKeyPem,
      alipayPublicKeyPem: publicHalf(alipay.gatewayPrivateKeyPem),
      gatewayUrl: `${url}/gateway.do`,
      products: ['page', 'wap', 'qr', 'cycle'] as const,
    },
    wechat: {
      mchid: wechat.mchid,
      appid: wechat.appid,
      merchantSerial: wechat.merchantSerial,
      merchantPrivateKeyPem: wechat.merchantPrivateKeyPem,
      apiV3Key: wechat.apiV3Key,
      trust: [
        {
          kind: 'public_key' as const,
          id: wechat.publicKeyId,
          publicKeyPem: publicHalf(wechat.gatewayPrivateKeyPem),
        },
      ],
      baseUrl: url,
      products: ['native', 'jsapi', 'h5', 'cycle'] as const,
      app: { secret: wechat.appSecret, apiUrl: url, openUrl: url },
      papay: {
        apiV2Key: wechat.apiV2Key,
        signType: 'HMAC-SHA256' as const,
        planId: wechat.planId,
        announces: true,
      },
    },
    stripe: {
      secretKey: stripe.secretKey,
      webhookSecrets: stripe.webhookSecrets.slice(0, 1),
      account: stripe.account,
      apiUrl: url,
    },
  }
}

function readKeys(file: string): SandboxKeys | null {
  try {
    const found = JSON.parse(readFileSync(file, 'utf8')) as SandboxKeys
    const wechat = { ...laterWechatKeys(found.controlSecret), ...found.wechat }
    return { ...found, wechat, stripe: found.stripe ?? stripeKeys(found.controlSecret) }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}

/** Derived, so that a sandbox older than its Stripe has the same keys at every start. */
function stripeKeys(controlSecret: string): SandboxKeys['stripe'] {
  const derive = (name: string, length: number) =>
    createHmac('sha256', controlSecret).update(`stripe ${name}`).digest('hex').slice(0, length)
  return {
    secretKey: `sk_test_${derive('key', 48)}`,
    account: `acct_${derive('account', 16)}`,
    webhookSecrets: ['first', 'second'].map((name) => `whsec_${derive(name, 48)}`),
  }
}

/** Derived for the same reason: a sandbox older than its 周期扣费 gets them too. */
function laterWechatKeys(controlSecret: string) {
  const derive = (name: string) =>
    createHmac('sha256', controlSecret).update(`wechat ${name}`).digest('hex').slice(0, 32)
  return { apiV2Key: derive('api v2'), appSecret: derive('app'), planId: '100256' }
}

async function privateKeyPem(): Promise<string> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 })
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
}

function digits(count: number): string {
  return Array.from({ length: count }, () => randomInt(10)).join('')
}
