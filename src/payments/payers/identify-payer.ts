import { unauthenticated } from '#kernel/errors.ts'
import type { Ctx } from '#platform/ctx.ts'
import { takeToken } from '#platform/limits/take-token.ts'
import { gatewayOf } from '../gateways/gateways.ts'
import type { PayerTrip } from './payer-address.ts'
import { isSealedState, sealOpenid } from './payer-seal.ts'

/** A code costs the gateway a call; nobody comes back more often. */
const LIMIT = { name: 'identify-payer', max: 20, windowMs: 10 * 60_000 }

/**
 * Takes what a gateway sent the payer back with. Only a trip that this very person began counts,
 * because a code may be somebody else's. Answers the payer's id, sealed for this person's browser;
 * null when the gateway does not tell it.
 */
export async function identifyPayer(
  ctx: Ctx,
  { provider, purpose, code, state }: PayerTrip & { code: string; state: string },
): Promise<string | null> {
  if (ctx.actor.kind !== 'person') throw unauthenticated()
  const { personId } = ctx.actor
  const { identity } = gatewayOf(provider)
  if (!identity || !isSealedState(state, ctx.now, personId, purpose)) return null
  await takeToken(ctx, LIMIT, personId)
  const reply = await identity.exchange(code)
  return reply.kind === 'known' ? sealOpenid(ctx.now, personId, reply.openid) : null
}
