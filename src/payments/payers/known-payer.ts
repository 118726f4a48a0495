import type { Ctx } from '#platform/ctx.ts'
import { openSealedOpenid } from './payer-seal.ts'

/** The gateway's id of this person as its browser kept it, sealed; null if it did not. */
export function knownPayer(ctx: Ctx, sealed: string): string | null {
  return ctx.actor.kind === 'person' ? openSealedOpenid(sealed, ctx.now, ctx.actor.personId) : null
}
