import type { z } from 'zod'
import { invalid } from '#kernel/errors.ts'
import type { ApiContext } from './visit.ts'

/** The JSON body by its schema. Throws `request.not_json`, `request.invalid` with the fields. */
export async function readJson<S extends z.ZodType>(
  c: ApiContext,
  schema: S,
): Promise<z.output<S>> {
  const type = c.req.header('content-type') ?? ''
  if (!/^application\/json\b/i.test(type)) throw invalid('request.not_json')
  let body: unknown
  try {
    body = await c.req.json()
  } catch {
    throw invalid('request.not_json')
  }
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  throw invalid('request.invalid', {
    fields: parsed.error.issues.map((issue) => issue.path.join('.')),
  })
}
