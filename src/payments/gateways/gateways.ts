import { unavailable } from '#kernel/errors.ts'
import type { Provider, ProviderName } from '../provider.ts'

let gateways: ReadonlyMap<ProviderName, Provider> = new Map()

/** Names at boot the gateways this site can sell through. */
export function configureGateways(providers: readonly Provider[]): void {
  gateways = new Map(providers.map((provider) => [provider.name, provider]))
}

/** Throws `payment.method_unavailable` for a gateway that is not configured. */
export function gatewayOf(name: ProviderName): Provider {
  const gateway = gateways.get(name)
  if (!gateway) throw unavailable('payment.method_unavailable', { method: name })
  return gateway
}

export function configuredGateways(): ProviderName[] {
  return [...gateways.keys()]
}
