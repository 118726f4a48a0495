import { hasRole, type Role } from '#kernel/actor.ts'
import { forbidden, unauthenticated } from '#kernel/errors.ts'
import type { Ctx } from '#platform/ctx.ts'

/** The studio shows itself only to who works in it; each verb checks again what it allows. */
export function requireStaff(ctx: Ctx, ...roles: Role[]): void {
  if (ctx.actor.kind === 'visitor') throw unauthenticated()
  const wanted: Role[] = roles.length > 0 ? roles : ['creator', 'support', 'reviewer', 'moderator']
  if (!hasRole(ctx.actor, ...wanted)) throw forbidden()
}
