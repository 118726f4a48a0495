import { categories } from '../categories.ts'
import { pricesFen } from '../prices.ts'
import { readContent } from '../read-content.ts'

/** A piece of the demo site as its readers see it. */
export type Piece = {
  slug: string
  /** The top category it stands in. */
  field: string
  isSold: boolean
  daysAgo: number
  /** 0 for an article. */
  lessons: number
}

export async function readPieces(): Promise<Piece[]> {
  const fieldOf = new Map(
    categories.flatMap(({ slug, children = [] }) => {
      return [slug, ...children.map((child) => child.slug)].map((one) => [one, slug] as const)
    }),
  )
  return (await readContent()).map(({ slug, category, daysAgo, chapters }) => ({
    slug,
    field: fieldOf.get(category) ?? category,
    isSold: pricesFen[slug] !== undefined,
    daysAgo,
    lessons: (chapters ?? []).reduce((sum, { lessons }) => sum + lessons.length, 0),
  }))
}
