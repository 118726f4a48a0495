import { readPrivateKey, readPublicKey } from '../rsa.ts'
import type { Surroundings } from '../wire.ts'
import type { AlipayConfig } from './alipay-config.ts'
import type { AlipayLine } from './call-alipay.ts'

/** Reads the keys once; every call of this account goes over the line. */
export function openLine(config: AlipayConfig, around: Surroundings): AlipayLine {
  return {
    config,
    privateKey: readPrivateKey(config.privateKeyPem),
    alipayKey: readPublicKey(config.alipayPublicKeyPem),
    around,
  }
}
