import { actorName } from '#kernel/actor.ts'
import type { Ctx } from '../ctx.ts'
import { auditLog } from '../tables.ts'

export type AuditDetails = Record<string, string | number | boolean | null>

/** Appends what staff did, or what was refused to a stranger, in the caller's transaction. */
export async function audit(
  ctx: Ctx,
  action: string,
  subject: string,
  details: AuditDetails = {},
): Promise<void> {
  await ctx.db
    .insert(auditLog)
    .values({ action, actor: actorName(ctx.actor), subject, details, at: ctx.now })
}
