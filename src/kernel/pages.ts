/** One page of a list paged by key: `next` is the cursor of the following page, null at the end. */
export type Page<T> = { items: T[]; next: string | null }

/** Cuts a page out of `limit + 1` rows; `cursorOf` names the last row kept. */
export function pageOf<T>(rows: T[], limit: number, cursorOf: (row: T) => string): Page<T> {
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return { items, next: rows.length > limit && last ? cursorOf(last) : null }
}
