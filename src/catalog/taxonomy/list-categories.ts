import { asc, eq, sql } from 'drizzle-orm'
import type { Ctx } from '#platform/ctx.ts'
import { categories, items } from '../tables.ts'

/** `count` is of published items in the category and everything below it. */
export type CategoryNode = {
  slug: string
  nameZh: string
  nameEn: string
  count: number
  children: CategoryNode[]
}

/** The whole tree, in the owner's order; public. */
export async function listCategories(ctx: Ctx): Promise<CategoryNode[]> {
  const rows = await ctx.db
    .select({
      id: categories.id,
      parentId: categories.parentId,
      slug: categories.slug,
      nameZh: categories.nameZh,
      nameEn: categories.nameEn,
      own: sql<number>`(select count(*)::int from ${items}
        where ${eq(items.categoryId, categories.id)} and ${items.status} = 'published')`,
    })
    .from(categories)
    .orderBy(asc(categories.position), asc(categories.slug))
  function below(parentId: string | null): CategoryNode[] {
    return rows
      .filter((row) => row.parentId === parentId)
      .map(({ id, slug, nameZh, nameEn, own }) => {
        const children = below(id)
        const count = children.reduce((sum, child) => sum + child.count, own)
        return { slug, nameZh, nameEn, count, children }
      })
  }
  return below(null)
}
