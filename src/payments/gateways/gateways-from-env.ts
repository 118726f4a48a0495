import { existsSync, readFileSync } from 'node:fs'
import { type AlipayConfig, alipayConfigProblems } from '../alipay/alipay-config.ts'
import { alipayProvider } from '../alipay/alipay-provider.ts'
import type { Provider, ProviderName } from '../provider.ts'
import { type WechatConfig, wechatConfigProblems } from '../wechat/wechat-config.ts'
import { wechatProvider } from '../wechat/wechat-provider.ts'
import type { Surroundings } from '../wire.ts'

export type MerchantAccounts = { alipay?: AlipayConfig; wechat?: WechatConfig }
export type AroundOf = (name: ProviderName) => Surroundings

type Environment = Record<string, string | undefined>

/** The merchant accounts that the environment names; an account number configures a gateway. */
export function accountsFromEnv(env: Environment): {
  accounts: MerchantAccounts
  problems: string[]
} {
  const accounts: MerchantAccounts = {}
  if (env.ALIPAY_APP_ID) accounts.alipay = alipayFrom(env)
  if (env.WECHAT_MCHID) accounts.wechat = wechatFrom(env)
  return { accounts, problems: problemsOf(accounts, false) }
}

/** The adapters for these accounts. `sandbox` lets the addresses of the simulators pass. */
export function providersFor(
  accounts: MerchantAccounts,
  around: AroundOf,
  { sandbox }: { sandbox: boolean },
): Provider[] {
  const problems = problemsOf(accounts, sandbox)
  if (problems.length > 0) throw new Error(problems.join('\n'))
  const { alipay, wechat } = accounts
  return [
    ...(alipay ? [alipayProvider(alipay, around('alipay'))] : []),
    ...(wechat ? [wechatProvider(wechat, around('wechat'))] : []),
  ]
}

function problemsOf({ alipay, wechat }: MerchantAccounts, sandbox: boolean): string[] {
  const found = [
    ...(alipay
      ? alipayConfigProblems(alipay, { sandbox }).map((p) => ({ ...p, of: 'Alipay' }))
      : []),
    ...(wechat
      ? wechatConfigProblems(wechat, { sandbox }).map((p) => ({ ...p, of: 'WeChat Pay' }))
      : []),
  ]
  return found.map(({ of, field, problem }) => `${of}: ${field} is ${problem}.`)
}

function alipayFrom(env: Environment): AlipayConfig {
  return {
    appId: env.ALIPAY_APP_ID ?? '',
    sellerId: env.ALIPAY_SELLER_ID ?? '',
    privateKeyPem: fileNamed(env.ALIPAY_PRIVATE_KEY_FILE),
    alipayPublicKeyPem: fileNamed(env.ALIPAY_PUBLIC_KEY_FILE),
    gatewayUrl: env.ALIPAY_GATEWAY_URL ?? 'https://openapi.alipay.com/gateway.do',
  }
}

function wechatFrom(env: Environment): WechatConfig {
  const publicKeyPem = fileNamed(env.WECHAT_PUBLIC_KEY_FILE)
  return {
    mchid: env.WECHAT_MCHID ?? '',
    appid: env.WECHAT_APPID ?? '',
    merchantSerial: env.WECHAT_MERCHANT_SERIAL ?? '',
    merchantPrivateKeyPem: fileNamed(env.WECHAT_PRIVATE_KEY_FILE),
    apiV3Key: env.WECHAT_API_V3_KEY ?? '',
    trust: [
      ...(env.WECHAT_PUBLIC_KEY_ID
        ? [{ kind: 'public_key' as const, id: env.WECHAT_PUBLIC_KEY_ID, publicKeyPem }]
        : []),
      ...(env.WECHAT_CERTIFICATES === '1' ? [{ kind: 'certificates' as const }] : []),
    ],
    baseUrl: env.WECHAT_BASE_URL ?? 'https://api.mch.weixin.qq.com',
  }
}

/** An unreadable file is an empty key, which the settings' own check then names. */
function fileNamed(path: string | undefined): string {
  return path && existsSync(path) ? readFileSync(path, 'utf8') : ''
}
