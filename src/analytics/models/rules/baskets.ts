/** What lay together, as compressed rows: basket b is `items[offsets[b] .. offsets[b + 1])`. */
export type Baskets = { count: number; itemCount: number; offsets: Uint32Array; items: Uint32Array }

/** Numbers the names in the order of their first appearance; an item twice in a basket is one. */
export function basketsOf(lists: Iterable<readonly string[]>): Baskets & { names: string[] } {
  const numbers = new Map<string, number>()
  const items: number[] = []
  const offsets = [0]
  for (const list of lists) {
    for (const name of new Set(list)) {
      const number = numbers.get(name) ?? numbers.size
      numbers.set(name, number)
      items.push(number)
    }
    offsets.push(items.length)
  }
  return {
    count: offsets.length - 1,
    itemCount: numbers.size,
    offsets: Uint32Array.from(offsets),
    items: Uint32Array.from(items),
    names: [...numbers.keys()],
  }
}
