import { AlipaySdk } from 'alipay-sdk'
import { vi } from 'vitest'
import { certificatesOf } from '../../simulators/alipay/alipay-signing.ts'
import type { Sandbox } from './sandbox.ts'

/** The official SDK, unchanged, pointed at the sandbox, with a key or with certificates. */
export function sdkFor(
  { simulators, time }: Sandbox,
  { certificates = false }: { certificates?: boolean } = {},
): AlipaySdk {
  // The SDK writes its process's wall clock where Beijing time belongs; show it that clock.
  const zoneMs = time.now.getTimezoneOffset() * 60_000
  vi.useFakeTimers({ toFake: ['Date'], now: time.now.getTime() + zoneMs + 8 * 3_600_000 })
  const { appId, privateKeyPem, gatewayUrl, alipayPublicKeyPem } = simulators.alipay
  const { appPem, rootPem, alipayPem } = certificatesOf(simulators.keys)
  const trust = certificates
    ? {
        appCertContent: appPem,
        alipayRootCertContent: rootPem,
        alipayPublicCertContent: alipayPem,
      }
    : { alipayPublicKey: alipayPublicKeyPem }
  const own = { appId, gateway: gatewayUrl, privateKey: privateKeyPem, keyType: 'PKCS8' as const }
  return new AlipaySdk({ ...own, ...trust })
}
