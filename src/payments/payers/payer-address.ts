import { unauthenticated } from '#kernel/errors.ts'
import type { Ctx } from '#platform/ctx.ts'
import { gatewayOf } from '../gateways/gateways.ts'
import type { ProviderName } from '../provider.ts'
import { sealState } from './payer-seal.ts'

/** One round trip by way of a gateway, to learn who the payer is. */
export type PayerTrip = {
  provider: ProviderName
  /** What it is for, such as an order's number: coming back is of use only there. */
  purpose: string
}

/**
 * Where to send this person's browser so that it comes back to `returnUrl` with `code` and `state`;
 * null where the gateway needs to know nobody.
 */
export function payerAddress(
  ctx: Ctx,
  { provider, purpose, returnUrl }: PayerTrip & { returnUrl: string },
): string | null {
  if (ctx.actor.kind !== 'person') throw unauthenticated()
  const { identity } = gatewayOf(provider)
  const state = sealState(ctx.now, ctx.actor.personId, purpose)
  return identity?.address(returnUrl, state) ?? null
}
