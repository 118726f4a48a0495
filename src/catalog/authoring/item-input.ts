import { z } from 'zod'
import { invalid } from '#kernel/errors.ts'

const MAX_TITLE = 120

export const itemTitle = z.string().trim().min(1).max(MAX_TITLE).transform(plain)

/** Parses what an author sent, or refuses `item.invalid` with the names of the wrong fields. */
export function parsedItem<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const parsed = schema.safeParse(input)
  if (parsed.success) return parsed.data
  throw invalid('item.invalid', {
    fields: [...new Set(parsed.error.issues.map(({ path }) => path.join('.')))],
  })
}

/** One line: no control or direction-changing characters. */
export function plain(text: string): string {
  return text.replace(/[\p{Cc}\u202A-\u202E\u2066-\u2069]+/gu, ' ').trim()
}
