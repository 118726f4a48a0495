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
}

const officialHosts = ['api.mch.weixin.qq.com', 'api2.mch.weixin.qq.com']

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
    ...apiV3KeyProblems(config.apiV3Key),
    ...trustProblems(config),
    ...urlProblems('baseUrl', config.baseUrl, officialHosts, sandbox),
  ]
}

/** Fewer different characters than this in 32 is a placeholder, not a secret. */
const MIN_DISTINCT = 8

function apiV3KeyProblems(value: unknown): ConfigProblem[] {
  const problems = textProblems('apiV3Key', value, /^[0-9A-Za-z]{32}$/)
  if (problems.length > 0) return problems
  return new Set(String(value)).size < MIN_DISTINCT
    ? [{ field: 'apiV3Key', problem: 'too_weak' }]
    : []
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
