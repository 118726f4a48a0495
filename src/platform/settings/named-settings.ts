import { eq } from 'drizzle-orm'
import type { z } from 'zod'
import { hasRole } from '#kernel/actor.ts'
import { forbidden, invalid, unauthenticated } from '#kernel/errors.ts'
import { audit } from '../audit/audit.ts'
import { type Ctx, inTransaction } from '../ctx.ts'
import { record } from '../events/record.ts'
import { settings } from '../tables.ts'

/** What a domain lets the owner choose: one row under its own key, read through its schema. */
export async function readNamed<Schema extends z.ZodType>(
  ctx: Ctx,
  key: string,
  schema: Schema,
): Promise<z.output<Schema>> {
  const [row] = await ctx.db.select().from(settings).where(eq(settings.key, key))
  return schema.parse(row?.value ?? {})
}

/** Changes the named ones and leaves the others; refuses `settings.invalid`. Owner only. */
export async function saveNamed<Schema extends z.ZodType>(
  ctx: Ctx,
  key: string,
  schema: Schema,
  changes: Partial<z.input<Schema>>,
): Promise<z.output<Schema>> {
  if (ctx.actor.kind === 'visitor') throw unauthenticated()
  if (!hasRole(ctx.actor, 'owner')) throw forbidden()
  return inTransaction(ctx, async (tx) => {
    const before = await readNamed(tx, key, schema)
    const parsed = schema.safeParse({ ...(before as object), ...changes })
    if (!parsed.success) {
      throw invalid('settings.invalid', {
        fields: parsed.error.issues.map((issue) => issue.path.join('.')),
      })
    }
    const value = { value: parsed.data, updatedAt: tx.now }
    await tx.db
      .insert(settings)
      .values({ key, ...value })
      .onConflictDoUpdate({ target: settings.key, set: value })
    await audit(tx, 'settings.saved', key, { fields: Object.keys(changes).join(',') })
    await record(tx, { name: 'settings.saved' })
    return parsed.data
  })
}
