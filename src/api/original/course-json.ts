import type { ItemCard } from '#catalog'
import { formatDecimal, type Money } from '#kernel/money.ts'

/** The public fields of a course, by name, so that no new column leaks by itself. */
export function courseJson(card: ItemCard, price: Money | null) {
  return {
    id: card.id,
    title: card.title,
    description: card.summary,
    slug: card.slug,
    price: price ? formatDecimal(price) : '0.00',
    publishedAt: card.publishedAt?.toISOString() ?? null,
    author: { username: card.author.username, name: card.author.name },
  }
}
