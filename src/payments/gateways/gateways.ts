import { unavailable } from '#kernel/errors.ts'
import type { Provider, ProviderName } from '../provider.ts'
import { type Breaker, breakCircuit } from './break-circuit.ts'

let gateways: ReadonlyMap<ProviderName, Breaker> = new Map()

/** Names at boot the gateways this site can sell through; `clock` is theirs. */
export function configureGateways(
  providers: readonly Provider[],
  clock: () => Date = () => new Date(),
): void {
  gateways = new Map(providers.map((provider) => [provider.name, breakCircuit(provider, clock)]))
}

/** Throws `payment.method_unavailable` for a gateway that is not configured. */
export function gatewayOf(name: ProviderName): Provider {
  const gateway = gateways.get(name)
  if (!gateway) throw unavailable('payment.method_unavailable', { method: name })
  return gateway.provider
}

export function configuredGateways(): ProviderName[] {
  return [...gateways.keys()]
}

/** The configured gateways whose bills can be fetched. */
export function gatewaysWithBills(): Provider[] {
  return [...gateways.values()]
    .map(({ provider }) => provider)
    .filter(({ fetchBill, capabilities }) => fetchBill && capabilities.bills.length > 0)
}

/** Whether the gateway answered of late; one that did not is not offered to buyers for a while. */
export function isReachable(name: ProviderName): boolean {
  return gateways.get(name)?.isClosed() ?? false
}
