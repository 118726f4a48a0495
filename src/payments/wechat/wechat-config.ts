import {
  type ConfigProblem,
  privateKeyProblems,
  publicKeyProblems,
  textProblems,
  urlProblems,
} from '../gateway-config.ts'

/** How the gateway's signatures are trusted; during a switch both are given and both are valid. */
export type WechatTrust =
  | { kind: 'public_key'; id: string; publicKeyPem: string }
  | { kind: 'certificates' }

/** What a merchant signs for at WeChat Pay, one by one; `cycle` is 周期扣费. */
export const wechatProducts = ['native', 'jsapi', 'h5', 'cycle'] as const
export type WechatProduct = (typeof wechatProducts)[number]

/** The official account by which a payer's openid is learnt, which `jsapi` needs. */
export type WechatApp = {
  secret: string
  /** `https://api.weixin.qq.com` and `https://open.weixin.qq.com`, without a path. */
  apiUrl: string
  openUrl: string
}

/** 周期扣费 speaks the older API v2. */
export type WechatPapay = {
  /** 32 letters and digits: signs and checks every message of API v2. */
  apiV2Key: string
  /** Ours to choose, never the sender's; the gateway's own default is MD5. */
  signType: 'MD5' | 'HMAC-SHA256'
  /** The template that WeChat Pay made for this merchant. */
  planId: string
  /** Without the permission to announce charges, each takes a day to happen. */
  announces: boolean
}

export type WechatConfig = {
  mchid: string
  appid: string
  merchantSerial: string
  merchantPrivateKeyPem: string
  /** 32 letters and digits: decrypts notifications and certificates. */
  apiV3Key: string
  trust: readonly WechatTrust[]
  /** `https://api.mch.weixin.qq.com`, without a path. */
  baseUrl: string
  /** Absent: only codes to scan, which every merchant has. */
  products?: readonly WechatProduct[]
  app?: WechatApp
  papay?: WechatPapay
}

export const officialWechatHosts = ['api.mch.weixin.qq.com', 'api2.mch.weixin.qq.com']

/** What keeps these settings from being used; a sandbox host is a problem unless asked for. */
export function wechatConfigProblems(
  config: Partial<WechatConfig>,
  { sandbox = false }: { sandbox?: boolean } = {},
): ConfigProblem[] {
  return [
    ...textProblems('mchid', config.mchid, /^\d{8,10}$/),
    ...textProblems('appid', config.appid, /^wx[0-9a-zA-Z]{16}$/),
    ...textProblems('merchantSerial', config.merchantSerial, /^[0-9A-Fa-f]{20,64}$/),
    ...privateKeyProblems('merchantPrivateKeyPem', config.merchantPrivateKeyPem),
    ...secretProblems('apiV3Key', config.apiV3Key),
    ...trustProblems(config),
    ...urlProblems('baseUrl', config.baseUrl, officialWechatHosts, sandbox),
    ...productProblems(config.products),
    ...appProblems(config, sandbox),
    ...papayProblems(config),
  ]
}

/** Fewer different characters than this in 32 is a placeholder, not a secret. */
const MIN_DISTINCT = 8

function secretProblems(field: string, value: unknown): ConfigProblem[] {
  const problems = textProblems(field, value, /^[0-9A-Za-z]{32}$/)
  if (problems.length > 0) return problems
  return new Set(String(value)).size < MIN_DISTINCT ? [{ field, problem: 'too_weak' }] : []
}

function productProblems(products: WechatConfig['products']): ConfigProblem[] {
  if (products === undefined) return []
  const known = products.every((product) => wechatProducts.includes(product))
  const distinct = new Set(products).size === products.length
  const sells = products.some((product) => product !== 'cycle')
  return known && distinct && sells ? [] : [{ field: 'products', problem: 'malformed' }]
}

/** `jsapi` cannot be offered to a payer whose openid nobody can learn. */
function appProblems({ products, app }: Partial<WechatConfig>, sandbox: boolean): ConfigProblem[] {
  if (!app) return products?.includes('jsapi') ? [{ field: 'app.secret', problem: 'missing' }] : []
  return [
    ...secretProblems('app.secret', app.secret),
    ...urlProblems('app.apiUrl', app.apiUrl, ['api.weixin.qq.com'], sandbox),
    ...urlProblems('app.openUrl', app.openUrl, ['open.weixin.qq.com'], sandbox),
  ]
}

function papayProblems({ products, papay }: Partial<WechatConfig>): ConfigProblem[] {
  if (!papay) {
    return products?.includes('cycle') ? [{ field: 'papay.apiV2Key', problem: 'missing' }] : []
  }
  return [
    ...secretProblems('papay.apiV2Key', papay.apiV2Key),
    ...textProblems('papay.signType', papay.signType, /^(MD5|HMAC-SHA256)$/),
    ...textProblems('papay.planId', papay.planId, /^\d{1,28}$/),
  ]
}

function trustProblems({ trust, merchantPrivateKeyPem }: Partial<WechatConfig>): ConfigProblem[] {
  if (!Array.isArray(trust) || trust.length === 0) return [{ field: 'trust', problem: 'missing' }]
  return (trust as readonly WechatTrust[]).flatMap((source) =>
    source.kind === 'certificates'
      ? []
      : [
          ...textProblems('trust.id', source.id, /^PUB_KEY_ID_[0-9A-Za-z]{1,64}$/),
          ...publicKeyProblems('trust.publicKeyPem', source.publicKeyPem, merchantPrivateKeyPem),
        ],
  )
}
