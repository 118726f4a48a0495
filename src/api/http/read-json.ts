import type { z } from 'zod'
import { invalid } from '#kernel/errors.ts'

/**
 * The JSON body by its schema. Only what is declared as JSON is read (SECURITY S15). Throws
 * `request.not_json`, `request.invalid` with the fields.
 */
export async function readJson<S extends z.ZodType>(
  request: Request,
  schema: S,
): Promise<z.output<S>> {
  const type = request.headers.get('content-type') ?? ''
  if (!/^application\/json\b/i.test(type)) throw invalid('request.not_json')
  const parsed = schema.safeParse(parse(await request.text()))
  if (parsed.success) return parsed.data
  throw invalid('request.invalid', {
    fields: parsed.error.issues.map((issue) => issue.path.join('.')),
  })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw invalid('request.not_json')
  }
}
