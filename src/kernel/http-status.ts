import type { ErrorKind } from './errors.ts'

/** The one table from why a request was refused to the HTTP status that says so. */
export const statusOf = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  gone: 410,
  limited: 429,
  unavailable: 503,
} as const satisfies Record<ErrorKind, number>
