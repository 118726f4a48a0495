/** The list with the entry of this id one place up or down; the same list at its ends. */
export function moved<T extends { id: string }>(
  list: readonly T[],
  id: string,
  direction: 'up' | 'down',
): T[] {
  const from = list.findIndex((entry) => entry.id === id)
  const to = direction === 'up' ? from - 1 : from + 1
  const order = [...list]
  const [entry, neighbour] = [order[from], order[to]]
  if (!entry || !neighbour) return order
  order[from] = neighbour
  order[to] = entry
  return order
}
