/** Why a request is refused; one table in the surfaces maps each kind to an HTTP status. */
export const errorKinds = [
  'invalid',
  'unauthenticated',
  'forbidden',
  'not_found',
  'conflict',
  'gone',
  'limited',
  'unavailable',
] as const
export type ErrorKind = (typeof errorKinds)[number]
export type ErrorDetails = Readonly<Record<string, unknown>>

/** A refusal that a person or a client caused and can read; anything else thrown is a bug. */
export class AppError extends Error {
  readonly kind: ErrorKind
  readonly code: string
  readonly details: ErrorDetails

  constructor(kind: ErrorKind, code: string, details: ErrorDetails = {}) {
    super(code)
    this.name = 'AppError'
    this.kind = kind
    this.code = code
    this.details = details
  }
}

export const invalid = (code: string, details?: ErrorDetails) =>
  new AppError('invalid', code, details)
export const unauthenticated = (code = 'auth.required', details?: ErrorDetails) =>
  new AppError('unauthenticated', code, details)
export const forbidden = (code = 'auth.forbidden', details?: ErrorDetails) =>
  new AppError('forbidden', code, details)
export const notFound = (code: string, details?: ErrorDetails) =>
  new AppError('not_found', code, details)
export const conflict = (code: string, details?: ErrorDetails) =>
  new AppError('conflict', code, details)
export const gone = (code: string, details?: ErrorDetails) => new AppError('gone', code, details)
export const limited = (code: string, details?: ErrorDetails) =>
  new AppError('limited', code, details)
export const unavailable = (code: string, details?: ErrorDetails) =>
  new AppError('unavailable', code, details)
