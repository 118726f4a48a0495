import { readFileSync } from 'node:fs'
import { inBoth } from '#platform/boot/in-both.ts'
import { type AlipayConfig, alipayConfigProblems } from '../alipay/alipay-config.ts'
import { alipayFromEnv, alipayVariables } from '../alipay/alipay-from-env.ts'
import { alipayProvider } from '../alipay/alipay-provider.ts'
import type { ConfigProblem } from '../gateway-config.ts'
import type { Provider, ProviderName } from '../provider.ts'
import { type StripeConfig, stripeConfigProblems } from '../stripe/stripe-config.ts'
import { stripeProvider } from '../stripe/stripe-provider.ts'
import { type WechatConfig, wechatConfigProblems } from '../wechat/wechat-config.ts'
import { wechatFromEnv, wechatVariables } from '../wechat/wechat-from-env.ts'
import { wechatProvider } from '../wechat/wechat-provider.ts'
import type { Surroundings } from '../wire.ts'

export type MerchantAccounts = {
  alipay?: AlipayConfig
  wechat?: WechatConfig
  stripe?: StripeConfig
}
export type AroundOf = (name: ProviderName) => Surroundings

type Environment = Record<string, string | undefined>

/**
 * The merchant accounts that the environment names. One variable of a gateway is enough to mean
 * it, so that what is still missing is said and nobody sells by half a gateway.
 */
export function accountsFromEnv(env: Environment): {
  accounts: MerchantAccounts
  problems: string[]
} {
  const accounts: MerchantAccounts = {}
  if (names(env, 'ALIPAY_')) accounts.alipay = alipayFromEnv(env, fileNamed)
  if (names(env, 'WECHAT_')) accounts.wechat = wechatFromEnv(env, fileNamed)
  if (names(env, 'STRIPE_')) accounts.stripe = stripeFrom(env)
  const testKeys = env.NODE_ENV !== 'production'
  return { accounts, problems: problemsOf(accounts, { sandbox: false, testKeys }) }
}

/**
 * The adapters for these accounts. `sandbox` lets the addresses of the simulators pass, `testKeys`
 * the keys of a gateway's test mode, which takes no real money.
 */
export function providersFor(
  accounts: MerchantAccounts,
  around: AroundOf,
  { sandbox, testKeys = sandbox }: { sandbox: boolean; testKeys?: boolean },
): Provider[] {
  const problems = problemsOf(accounts, { sandbox, testKeys })
  if (problems.length > 0) throw new Error(problems.join('\n'))
  const { alipay, wechat, stripe } = accounts
  return [
    ...(alipay ? [alipayProvider(alipay, around('alipay'))] : []),
    ...(wechat ? [wechatProvider(wechat, around('wechat'))] : []),
    ...(stripe ? [stripeProvider(stripe, around('stripe'))] : []),
  ]
}

/** Where each setting comes from, for whoever has to mend it. */
const variables: Record<string, string> = {
  ...alipayVariables,
  ...wechatVariables,
  'stripe.secretKey': 'STRIPE_SECRET_KEY',
  'stripe.webhookSecrets': 'STRIPE_WEBHOOK_SECRET',
  'stripe.account': 'STRIPE_ACCOUNT',
  'stripe.apiUrl': 'STRIPE_API_URL',
}

const words: Record<ConfigProblem['problem'], [zh: string, en: string]> = {
  missing: ['缺失或读不到', 'is missing or cannot be read'],
  malformed: ['格式不对', 'is malformed'],
  too_weak: ['强度不够', 'is too weak'],
  not_https: ['必须是 https', 'must be https'],
  not_official_host: ['不是官方地址', 'is not an official host'],
  test_key: ['是测试模式的密钥，收不到真钱', 'is a key of the test mode and takes no real money'],
  other_key: ['与应用私钥不是一对', 'does not belong to the private key'],
  own_key_as_gateway_key: ['是你自己的公钥，应为平台的公钥', 'is your own key, not the gateway’s'],
}

function problemsOf(
  { alipay, wechat, stripe }: MerchantAccounts,
  allowed: { sandbox: boolean; testKeys: boolean },
): string[] {
  const found: Record<string, ConfigProblem[]> = {
    alipay: alipay ? alipayConfigProblems(alipay, allowed) : [],
    wechat: wechat ? wechatConfigProblems(wechat, allowed) : [],
    stripe: stripe ? stripeConfigProblems(stripe, allowed) : [],
  }
  return Object.entries(found).flatMap(([gateway, problems]) =>
    problems.map(({ field, problem }) => {
      const name = variables[`${gateway}.${field}`] ?? `${gateway}.${field}`
      const [zh, en] = words[problem]
      return inBoth(`${name} ${zh}。`, `${name} ${en}.`)
    }),
  )
}

function names(env: Environment, prefix: string): boolean {
  return Object.entries(env).some(([name, value]) => name.startsWith(prefix) && Boolean(value))
}

/** Several webhook secrets are divided by commas; a blank one among them is a slip to be told. */
function stripeFrom(env: Environment): StripeConfig {
  return {
    secretKey: env.STRIPE_SECRET_KEY?.trim() ?? '',
    webhookSecrets: (env.STRIPE_WEBHOOK_SECRET ?? '').split(',').map((one) => one.trim()),
    account: env.STRIPE_ACCOUNT?.trim() ?? '',
    apiUrl: env.STRIPE_API_URL ?? 'https://api.stripe.com',
  }
}

/** An unreadable file is an empty key, which the settings' own check then names. */
function fileNamed(path: string | undefined): string {
  if (!path) return ''
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
