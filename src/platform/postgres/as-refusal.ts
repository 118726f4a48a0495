import { AppError, invalid } from '#kernel/errors.ts'

/**
 * PostgreSQL's codes for a text that it cannot hold (appendix A): a NUL, or half of a character.
 * Such a text is wrong wherever it was typed, so it is refused here, once for every column.
 */
const UNSTORABLE = ['22021', '22P05']

/** Why this was refused; null when the error is a bug. */
export function asRefusal(error: unknown): AppError | null {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof AppError) return cause
    if ('code' in cause && UNSTORABLE.includes(String(cause.code)))
      return invalid('request.invalid')
  }
  return null
}
