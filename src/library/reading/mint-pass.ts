import type { Pass, PassClaim } from '#catalog'
import { forbidden } from '#kernel/errors.ts'
import type { Ctx } from '#platform/ctx.ts'
import type { Access } from './find-access.ts'

/**
 * The one place where a right that was found becomes a pass to read the whole text; tidy keeps it
 * the only one. A locked access never does.
 */
export function mintPass(
  ctx: Ctx,
  found: Access | { access: 'preview' },
  subject: PassClaim['subject'],
  id: string,
): Pass {
  if (found.access === 'locked') throw forbidden('lesson.locked')
  const claim: PassClaim = {
    subject,
    id,
    personId: ctx.actor.kind === 'person' ? ctx.actor.personId : null,
  }
  return claim as Pass
}
