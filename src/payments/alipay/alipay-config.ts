import {
  type ConfigProblem,
  privateKeyProblems,
  publicKeyProblems,
  textProblems,
  urlProblems,
} from '../gateway-config.ts'

export type AlipayConfig = {
  appId: string
  /** The 2088… number of the account that receives the money. */
  sellerId: string
  privateKeyPem: string
  /** Alipay's key for this app, not the app's own public key. */
  alipayPublicKeyPem: string
  gatewayUrl: string
}

const officialHosts = ['openapi.alipay.com']

/** What keeps these settings from being used; a sandbox host is a problem unless asked for. */
export function alipayConfigProblems(
  config: Partial<AlipayConfig>,
  { sandbox = false }: { sandbox?: boolean } = {},
): ConfigProblem[] {
  return [
    ...textProblems('appId', config.appId, /^\d{16}$/),
    ...textProblems('sellerId', config.sellerId, /^2088\d{12}$/),
    ...privateKeyProblems('privateKeyPem', config.privateKeyPem),
    ...publicKeyProblems('alipayPublicKeyPem', config.alipayPublicKeyPem, config.privateKeyPem),
    ...urlProblems('gatewayUrl', config.gatewayUrl, officialHosts, sandbox),
  ]
}
