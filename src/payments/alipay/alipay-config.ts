import {
  type ConfigProblem,
  privateKeyProblems,
  publicKeyProblems,
  textProblems,
  urlProblems,
} from '../gateway-config.ts'
import { certificateProblems } from './trust/certificate-problems.ts'

/** What a merchant signs for at Alipay, one by one; `cycle` is 周期扣款. */
export const alipayProducts = ['page', 'wap', 'qr', 'cycle'] as const
export type AlipayProduct = (typeof alipayProducts)[number]

/** The three files of certificate mode; the last may hold several, so that a change overlaps. */
export type AlipayCertificates = { appPem: string; rootPem: string; alipayPem: string }

export type AlipayConfig = {
  appId: string
  /** The 2088… number of the account that receives the money. */
  sellerId: string
  privateKeyPem: string
  /** Alipay's key for this app, not the app's own public key; absent in certificate mode. */
  alipayPublicKeyPem?: string
  certificates?: AlipayCertificates
  gatewayUrl: string
  /** Absent: the three ways to pay once. */
  products?: readonly AlipayProduct[]
  /** The scene of 周期扣款 as signed with Alipay, and how many days early it lets us charge. */
  cycle?: { signScene: string; windowDays: number }
}

export const officialAlipayHosts = ['openapi.alipay.com']

/** What keeps these settings from being used; a sandbox host is a problem unless asked for. */
export function alipayConfigProblems(
  config: Partial<AlipayConfig>,
  { sandbox = false }: { sandbox?: boolean } = {},
): ConfigProblem[] {
  const { privateKeyPem, alipayPublicKeyPem, certificates } = config
  return [
    ...textProblems('appId', config.appId, /^\d{16}$/),
    ...textProblems('sellerId', config.sellerId, /^2088\d{12}$/),
    ...privateKeyProblems('privateKeyPem', privateKeyPem),
    ...(certificates
      ? certificateProblems(certificates, privateKeyPem)
      : publicKeyProblems('alipayPublicKeyPem', alipayPublicKeyPem, privateKeyPem)),
    ...urlProblems('gatewayUrl', config.gatewayUrl, officialAlipayHosts, sandbox),
    ...productProblems(config.products),
    ...cycleProblems(config.cycle),
  ]
}

function productProblems(products: AlipayConfig['products']): ConfigProblem[] {
  if (products === undefined) return []
  const known = products.every((product) => alipayProducts.includes(product))
  const distinct = new Set(products).size === products.length
  const sells = products.some((product) => product !== 'cycle')
  return known && distinct && sells ? [] : [{ field: 'products', problem: 'malformed' }]
}

function cycleProblems(cycle: AlipayConfig['cycle']): ConfigProblem[] {
  if (cycle === undefined) return []
  const { signScene, windowDays } = cycle
  const days = Number.isInteger(windowDays) && windowDays >= 0 && windowDays <= 30
  return [
    ...textProblems('cycle.signScene', signScene, /^[A-Z_]+\|[A-Z_0-9]+$/),
    ...(days ? [] : [{ field: 'cycle.windowDays', problem: 'malformed' as const }]),
  ]
}
