import { and, desc, eq, lt, or } from 'drizzle-orm'
import { z } from 'zod'
import { hasRole } from '#kernel/actor.ts'
import { type Page, pageOf } from '#kernel/pages.ts'
import type { Ctx } from '#platform/ctx.ts'
import { type ItemKind, requireCreator, type Status, statuses } from '../items/item.ts'
import { items } from '../tables.ts'
import { parsedItem } from './item-input.ts'

const PAGE_SIZE = 30

export const draftFilter = z.strictObject({
  status: z.enum(statuses).optional(),
  kind: z.enum(['article', 'course']).optional(),
  after: z
    .string()
    .regex(/^\d{1,15}_[0-9a-f-]{36}$/)
    .optional(),
})

export type DraftRow = {
  id: string
  kind: ItemKind
  title: string
  slug: string
  status: Status
  updatedAt: Date
  publishAt: Date | null
  publishedAt: Date | null
}

/** The actor's own items, for the owner everybody's, last changed first. */
export async function listDrafts(
  ctx: Ctx,
  filter: z.input<typeof draftFilter> = {},
): Promise<Page<DraftRow>> {
  requireCreator(ctx.actor)
  const { status, kind, after } = parsedItem(draftFilter, filter)
  const author =
    hasRole(ctx.actor, 'owner') || ctx.actor.kind !== 'person' ? null : ctx.actor.personId
  const { id, title, slug, updatedAt, publishAt, publishedAt } = items
  const rows = await ctx.db
    .select({
      id,
      kind: items.kind,
      title,
      slug,
      status: items.status,
      updatedAt,
      publishAt,
      publishedAt,
    })
    .from(items)
    .where(
      and(
        author ? eq(items.authorId, author) : undefined,
        status ? eq(items.status, status) : undefined,
        kind ? eq(items.kind, kind) : undefined,
        after ? isAfter(after) : undefined,
      ),
    )
    .orderBy(desc(updatedAt), desc(id))
    .limit(PAGE_SIZE + 1)
  return pageOf(rows, PAGE_SIZE, (row) => `${row.updatedAt.getTime()}_${row.id}`)
}

function isAfter(cursor: string) {
  const [ms = '0', id = ''] = cursor.split('_')
  const updatedAt = new Date(Number(ms))
  return or(lt(items.updatedAt, updatedAt), and(eq(items.updatedAt, updatedAt), lt(items.id, id)))
}
