import type { Money } from '#kernel/money.ts'
import type { Ctx } from '#platform/ctx.ts'
import type { Capabilities } from '../provider.ts'
import { gatewayOf } from './gateways.ts'
import { enabledGateways } from './list-methods.ts'

/** Why no gateway takes an amount: none is there, or all that are refuse it for this. */
export type SalesObstacle = 'none_enabled' | 'currency' | 'too_small' | 'too_large'

/**
 * Why nothing at this price could be paid for on this site; null when some gateway takes it. What a
 * gateway can do counts, not whether it answers just now.
 */
export async function findSalesObstacle(ctx: Ctx, price: Money): Promise<SalesObstacle | null> {
  if (price.minor <= 0n) return null
  const enabled = await enabledGateways(ctx)
  return obstacleAmong(
    enabled.map((name) => gatewayOf(name).capabilities),
    price,
  )
}

/** The same for gateways that can do this. */
export function obstacleAmong(
  gateways: readonly Pick<Capabilities, 'amounts' | 'currencies'>[],
  { minor, currency }: Money,
): SalesObstacle | null {
  if (gateways.length === 0) return 'none_enabled'
  const speaking = gateways.filter(({ currencies }) => currencies.includes(currency))
  if (speaking.length === 0) return 'currency'
  if (speaking.some(({ amounts: { min, max } }) => minor >= min && minor <= max)) return null
  return speaking.some(({ amounts: { max } }) => minor <= max) ? 'too_small' : 'too_large'
}
