import {
  type WechatConfig,
  type WechatPapay,
  type WechatProduct,
  wechatProducts,
} from './wechat-config.ts'

/** Where each setting comes from, for whoever has to mend it. */
export const wechatVariables: Record<string, string> = {
  'wechat.mchid': 'WECHAT_MCHID',
  'wechat.appid': 'WECHAT_APPID',
  'wechat.merchantSerial': 'WECHAT_MERCHANT_SERIAL',
  'wechat.merchantPrivateKeyPem': 'WECHAT_PRIVATE_KEY_FILE',
  'wechat.apiV3Key': 'WECHAT_API_V3_KEY',
  'wechat.trust': 'WECHAT_PUBLIC_KEY_ID (or WECHAT_CERTIFICATES=1)',
  'wechat.trust.id': 'WECHAT_PUBLIC_KEY_ID',
  'wechat.trust.publicKeyPem': 'WECHAT_PUBLIC_KEY_FILE',
  'wechat.baseUrl': 'WECHAT_BASE_URL',
  'wechat.products': 'WECHAT_PRODUCTS',
  'wechat.app.secret': 'WECHAT_APP_SECRET',
  'wechat.app.apiUrl': 'WECHAT_APP_API_URL',
  'wechat.app.openUrl': 'WECHAT_APP_OPEN_URL',
  'wechat.papay.apiV2Key': 'WECHAT_API_V2_KEY',
  'wechat.papay.signType': 'WECHAT_API_V2_SIGN_TYPE',
  'wechat.papay.planId': 'WECHAT_CYCLE_PLAN_ID',
}

type Environment = Record<string, string | undefined>

/** What is not signed for needs no secret: the app's is for `jsapi`, API v2's for `cycle`. */
export function wechatFromEnv(
  env: Environment,
  fileNamed: (path: string | undefined) => string,
): WechatConfig {
  const publicKeyPem = fileNamed(env.WECHAT_PUBLIC_KEY_FILE)
  const products = listed(env.WECHAT_PRODUCTS)
  const wants = (product: WechatProduct) => products.includes(product)
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
    ...(products.length > 0 ? { products: products.map(named) } : {}),
    ...(env.WECHAT_APP_SECRET || wants('jsapi') ? { app: appFrom(env) } : {}),
    ...(env.WECHAT_API_V2_KEY || wants('cycle') ? { papay: papayFrom(env) } : {}),
  }
}

function appFrom(env: Environment) {
  return {
    secret: env.WECHAT_APP_SECRET ?? '',
    apiUrl: env.WECHAT_APP_API_URL ?? 'https://api.weixin.qq.com',
    openUrl: env.WECHAT_APP_OPEN_URL ?? 'https://open.weixin.qq.com',
  }
}

function papayFrom(env: Environment): WechatPapay {
  return {
    apiV2Key: env.WECHAT_API_V2_KEY ?? '',
    signType: (env.WECHAT_API_V2_SIGN_TYPE || 'MD5') as WechatPapay['signType'],
    planId: env.WECHAT_CYCLE_PLAN_ID ?? '',
    announces: env.WECHAT_CYCLE_ANNOUNCES !== '0',
  }
}

function listed(text = ''): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

/** A word that is no product stays as it is, for the settings' own check to refuse. */
function named(word: string): WechatProduct {
  return wechatProducts.find((product) => product === word) ?? (word as WechatProduct)
}
