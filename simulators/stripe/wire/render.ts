import type { Params } from './parse-form.ts'
import { integerOf, textOf, windowOf } from './read-params.ts'
import { badRequest } from './stripe-problem.ts'

/** Any object of the API; `sim` is what only the simulator knows of it. */
export type ApiObject = { id: string; object: string; created?: number; sim?: unknown }
type Fields = Record<string, unknown>

/** An object as the API shows it: nothing of the simulator's own, ids expanded where asked. */
export function render(
  find: (id: string) => ApiObject | undefined,
  shown: object,
  expand: readonly string[] = [],
): Fields {
  const { sim: _, ...fields } = shown as Fields
  const heads = new Set(expand.map((path) => path.split('.')[0] ?? ''))
  for (const head of heads) {
    const rest = expand
      .filter((path) => path.startsWith(`${head}.`))
      .map((path) => path.slice(head.length + 1))
    if (!(head in fields)) throw badRequest(`This property cannot be expanded (${head}).`, 'expand')
    fields[head] = renderValue(find, fields[head], rest)
  }
  return fields
}

function renderValue(
  find: (id: string) => ApiObject | undefined,
  value: unknown,
  rest: readonly string[],
): unknown {
  if (typeof value === 'string') {
    const target = find(value)
    return target ? render(find, target, rest) : value
  }
  if (Array.isArray(value)) return value.map((one) => renderValue(find, one, rest))
  return typeof value === 'object' && value !== null ? render(find, value, rest) : value
}

/** One page of a list, newest first. */
export function pageOf<T extends ApiObject>(rows: T[], params: Params, path: string) {
  const limit = integerOf(params, 'limit') ?? 10
  if (limit < 1 || limit > 100) throw badRequest('limit must be between 1 and 100', 'limit')
  const { gte = 0, gt = -1, lte = Infinity, lt = Infinity } = windowOf(params)
  const newest = rows
    .filter(({ created = 0 }) => created >= gte && created > gt && created <= lte && created < lt)
    .reverse()
  const [after, before] = [textOf(params, 'starting_after'), textOf(params, 'ending_before')]
  const cursor = newest.findIndex(({ id }) => id === (after ?? before))
  if ((after ?? before) !== null && cursor < 0) {
    throw badRequest(`No such cursor: '${after ?? before}'`, 'starting_after')
  }
  const rest = before ? newest.slice(0, cursor).slice(-limit) : newest.slice(cursor + 1)
  const data = rest.slice(0, limit)
  return { object: 'list', url: path, has_more: rest.length > limit, data }
}

/** Fresh objects are not found for a minute: the search index of the API lags behind. */
const INDEX_LAG_SECONDS = 60

/** `metadata["name"]:"value"`, the only query that anybody here needs. */
export function searchOf<T extends ApiObject & { metadata: Record<string, string> }>(
  rows: T[],
  params: Params,
  path: string,
  now: number,
) {
  const query = /^metadata\["(\w+)"\]:"([^"]*)"$/.exec(textOf(params, 'query') ?? '')
  if (!query) throw badRequest('We were unable to parse your search query.', 'query')
  const [, name = '', value = ''] = query
  const limit = integerOf(params, 'limit') ?? 10
  const found = rows.filter(
    (row) => row.metadata[name] === value && (row.created ?? 0) <= now - INDEX_LAG_SECONDS,
  )
  const data = found.reverse().slice(0, limit)
  return {
    object: 'search_result',
    url: path,
    has_more: found.length > limit,
    next_page: null,
    data,
  }
}
