import { z } from 'zod'
import { hasRole } from '#kernel/actor.ts'
import { forbidden, invalid, unauthenticated } from '#kernel/errors.ts'
import { newId } from '#kernel/ids.ts'
import { audit } from '#platform/audit/audit.ts'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { record } from '#platform/events/record.ts'
import { parsedItem } from '../authoring/item-input.ts'
import { slugShape } from '../items/slug.ts'
import { categories } from '../tables.ts'

export const categoryInput = z.strictObject({
  slug: z.string().max(60).regex(slugShape),
  nameZh: z.string().trim().min(1).max(30),
  nameEn: z.string().trim().min(1).max(60),
  parentSlug: z.string().nullable().default(null),
  position: z.int().min(0).max(10_000).default(0),
})
type CategoryInput = z.output<typeof categoryInput>

/**
 * Makes the category with this slug, or changes it. Owner only. Refuses `category.not_found` for
 * an unknown parent and `category.cycle` for one that lies below.
 */
export async function saveCategory(ctx: Ctx, input: z.input<typeof categoryInput>): Promise<void> {
  if (ctx.actor.kind === 'visitor') throw unauthenticated()
  if (!hasRole(ctx.actor, 'owner')) throw forbidden()
  const parsed = parsedItem(categoryInput, input)
  await inTransaction(ctx, async (tx) => {
    const all = await tx.db.select().from(categories).for('update')
    const { slug, nameZh, nameEn, position } = parsed
    const parentId = parentOf(all, parsed)
    const values = { nameZh, nameEn, position, parentId }
    await tx.db
      .insert(categories)
      .values({ id: newId(tx.now), slug, ...values })
      .onConflictDoUpdate({ target: categories.slug, set: values })
    await audit(tx, 'category.saved', slug)
    await record(tx, { name: 'category.saved', slug })
  })
}

type Category = typeof categories.$inferSelect

function parentOf(all: Category[], { slug, parentSlug }: CategoryInput): string | null {
  if (parentSlug === null) return null
  const parent = all.find((category) => category.slug === parentSlug)
  if (!parent) throw invalid('category.not_found', { slug: parentSlug })
  for (let at: Category | undefined = parent; at; ) {
    if (at.slug === slug) throw invalid('category.cycle')
    const above: string | null = at.parentId
    at = all.find((category) => category.id === above)
  }
  return parent.id
}
