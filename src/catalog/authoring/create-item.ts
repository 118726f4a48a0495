import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { forbidden } from '#kernel/errors.ts'
import { newId } from '#kernel/ids.ts'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { record } from '#platform/events/record.ts'
import { claimSlug } from '../items/claim-slug.ts'
import { kinds, mayCreate, requireCreator } from '../items/item.ts'
import { items } from '../tables.ts'
import { emptyBody, writeBody } from '../text/body.ts'
import { type Draft, draftOf } from './draft.ts'
import { itemTitle, parsedItem } from './item-input.ts'

export const newItem = z.strictObject({
  kind: z.enum(kinds),
  title: itemTitle,
  language: z.enum(['zh-CN', 'en']).default('zh-CN'),
})

/** Begins an article or a course: a draft of the actor's own. A course is sold unless opened. */
export async function createItem(ctx: Ctx, input: z.input<typeof newItem>): Promise<Draft> {
  requireCreator(ctx.actor)
  const { actor } = ctx
  if (!mayCreate(actor) || actor.kind !== 'person') throw forbidden()
  const { kind, title, language } = parsedItem(newItem, input)
  return inTransaction(ctx, async (tx) => {
    const id = newId(tx.now)
    const bodyId = await writeBody(tx, null, emptyBody)
    const access = kind === 'course' ? ('sold' as const) : ('open' as const)
    const [row] = await tx.db
      .insert(items)
      .values({
        ...{ id, kind, title, language, access, bodyId },
        authorId: actor.personId,
        slug: `new-${id}`,
        level: 'any',
        status: 'draft',
        createdAt: tx.now,
        updatedAt: tx.now,
      })
      .returning()
    if (!row) throw new Error('an insert without its row')
    const slug = await claimSlug(tx, id, title)
    await tx.db.update(items).set({ slug }).where(eq(items.id, id))
    await record(tx, { name: 'item.created', itemId: id, kind })
    return draftOf(tx, { ...row, slug })
  })
}
