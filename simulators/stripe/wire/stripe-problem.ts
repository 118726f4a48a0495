export type ProblemType =
  | 'invalid_request_error'
  | 'card_error'
  | 'idempotency_error'
  | 'api_error'
  | 'authentication_error'
  | 'rate_limit_error'

/** A refusal of the API in its own envelope. */
export class StripeProblem extends Error {
  readonly status: number
  readonly type: ProblemType
  readonly code: string | undefined
  readonly details: Record<string, unknown>

  constructor(
    status: number,
    type: ProblemType,
    message: string,
    code?: string,
    details: Record<string, unknown> = {},
  ) {
    super(message)
    this.name = 'StripeProblem'
    this.status = status
    this.type = type
    this.code = code
    this.details = details
  }
}

/** The commonest kind: a parameter that will not do. */
export function badRequest(message: string, param?: string, code?: string): StripeProblem {
  return new StripeProblem(400, 'invalid_request_error', message, code, param ? { param } : {})
}

export function missing(what: string, id: string): StripeProblem {
  const message = `No such ${what}: '${id}'`
  return new StripeProblem(404, 'invalid_request_error', message, 'resource_missing', {
    param: 'id',
  })
}

export function envelopeOf({ type, code, message, details }: StripeProblem) {
  return { error: { type, ...(code && { code }), message, ...details } }
}
