import { notFound } from '#kernel/errors.ts'
import type { Ctx } from '#platform/ctx.ts'
import { type CategoryNode, listCategories } from './list-categories.ts'

/** One category and the way to it from the top, itself last. Throws `category.not_found`. */
export async function getCategory(
  ctx: Ctx,
  slug: string,
): Promise<{ category: CategoryNode; path: CategoryNode[] }> {
  const path = pathTo(slug, await listCategories(ctx))
  const category = path.at(-1)
  if (!category) throw notFound('category.not_found', { slug })
  return { category, path }
}

function pathTo(slug: string, nodes: CategoryNode[]): CategoryNode[] {
  for (const node of nodes) {
    if (node.slug === slug) return [node]
    const rest = pathTo(slug, node.children)
    if (rest.length > 0) return [node, ...rest]
  }
  return []
}
