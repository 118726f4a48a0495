import type * as commerce from '#commerce'

export type Filter = Parameters<typeof commerce.browse>[1]

const kinds = ['article', 'course'] as const
const levels = ['beginner', 'intermediate', 'advanced'] as const
const prices = ['free', 'paid'] as const
export const sorts = ['newest', 'popular', 'price_asc', 'price_desc', 'title'] as const

export const choices = { kind: kinds, price: prices, level: levels, sort: sorts }

const longestName = 80

/** Reads the catalogue's address; what is not a known choice is left out rather than refused. */
export function readFilter(search: URLSearchParams): Filter {
  const filter = {
    kind: oneOf(kinds, search.get('kind')),
    level: oneOf(levels, search.get('level')),
    price: oneOf(prices, search.get('price')),
    sort: oneOf(sorts, search.get('sort')),
    category: named(search.get('category')),
    tag: named(search.get('tag')),
    after: search.get('after') || undefined,
  }
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value)) as Filter
}

function oneOf<T extends string>(known: readonly T[], text: string | null): T | undefined {
  return known.find((value) => value === text)
}

function named(text: string | null): string | undefined {
  return text && text.length <= longestName ? text : undefined
}

/** The same list with one choice changed, from its first page; null takes the choice away. */
export function withChoice(search: URLSearchParams, name: string, value: string | null): string {
  const next = new URLSearchParams(search)
  next.delete('after')
  if (value === null) next.delete(name)
  else next.set(name, value)
  const query = next.toString()
  return query ? `/catalog?${query}` : '/catalog'
}
