import { eq } from 'drizzle-orm'
import type { Ctx } from '#platform/ctx.ts'
import { personRoles } from '../tables.ts'

/** Whether the site has no owner yet, so that the first-run wizard is open. */
export async function needsSetup(ctx: Ctx): Promise<boolean> {
  const [owner] = await ctx.db
    .select({ id: personRoles.personId })
    .from(personRoles)
    .where(eq(personRoles.role, 'owner'))
    .limit(1)
  return !owner
}
