import { cycleDefaults } from './agreements/cycle.ts'
import { type AlipayConfig, type AlipayProduct, alipayProducts } from './alipay-config.ts'

/** Where each setting comes from, for whoever has to mend it. */
export const alipayVariables: Record<string, string> = {
  'alipay.appId': 'ALIPAY_APP_ID',
  'alipay.sellerId': 'ALIPAY_SELLER_ID',
  'alipay.privateKeyPem': 'ALIPAY_PRIVATE_KEY_FILE',
  'alipay.alipayPublicKeyPem': 'ALIPAY_PUBLIC_KEY_FILE',
  'alipay.certificates.appPem': 'ALIPAY_APP_CERT_FILE',
  'alipay.certificates.rootPem': 'ALIPAY_ROOT_CERT_FILE',
  'alipay.certificates.alipayPem': 'ALIPAY_CERT_FILE',
  'alipay.gatewayUrl': 'ALIPAY_GATEWAY_URL',
  'alipay.products': 'ALIPAY_PRODUCTS',
  'alipay.cycle.signScene': 'ALIPAY_CYCLE_SCENE',
  'alipay.cycle.windowDays': 'ALIPAY_CYCLE_WINDOW_DAYS',
}

type Environment = Record<string, string | undefined>

/** One certificate file is enough to mean certificate mode; `ALIPAY_CERT_FILE` may list several. */
export function alipayFromEnv(
  env: Environment,
  fileNamed: (path: string | undefined) => string,
): AlipayConfig {
  const { ALIPAY_APP_CERT_FILE, ALIPAY_ROOT_CERT_FILE, ALIPAY_CERT_FILE } = env
  const byCertificates = ALIPAY_APP_CERT_FILE || ALIPAY_ROOT_CERT_FILE || ALIPAY_CERT_FILE
  const trust = byCertificates
    ? {
        certificates: {
          appPem: fileNamed(ALIPAY_APP_CERT_FILE),
          rootPem: fileNamed(ALIPAY_ROOT_CERT_FILE),
          alipayPem: listed(ALIPAY_CERT_FILE).map(fileNamed).join('\n'),
        },
      }
    : { alipayPublicKeyPem: fileNamed(env.ALIPAY_PUBLIC_KEY_FILE) }
  const products = listed(env.ALIPAY_PRODUCTS)
  return {
    appId: env.ALIPAY_APP_ID ?? '',
    sellerId: env.ALIPAY_SELLER_ID ?? '',
    privateKeyPem: fileNamed(env.ALIPAY_PRIVATE_KEY_FILE),
    ...trust,
    gatewayUrl: env.ALIPAY_GATEWAY_URL ?? 'https://openapi.alipay.com/gateway.do',
    ...(products.length > 0 ? { products: products.map(named) } : {}),
    cycle: {
      signScene: env.ALIPAY_CYCLE_SCENE || cycleDefaults.signScene,
      windowDays: Number(env.ALIPAY_CYCLE_WINDOW_DAYS || cycleDefaults.windowDays),
    },
  }
}

function listed(text = ''): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

/** A word that is no product stays as it is, for the settings' own check to refuse. */
function named(word: string): AlipayProduct {
  return alipayProducts.find((product) => product === word) ?? (word as AlipayProduct)
}
