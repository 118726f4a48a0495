/**
 * An error and what caused it, with where; without the values of a failed query, among which are
 * tokens, hashes and what people wrote (SECURITY S84).
 */
export function describeError(error: unknown): string {
  const told: string[] = []
  for (let cause = error; cause !== undefined && told.length < MAX_CAUSES; cause = causeOf(cause)) {
    told.push(cause instanceof Error ? oneOf(cause) : String(cause))
  }
  return told.join('\ncaused by ')
}

/** Deeper than any real chain; one that bites its tail ends here. */
const MAX_CAUSES = 5

function causeOf(error: unknown): unknown {
  return error instanceof Error ? error.cause : undefined
}

function oneOf(error: Error): string {
  const { message, stack = '' } = error
  const place = stack.indexOf(message)
  const frames = place < 0 ? '' : stack.slice(place + message.length)
  const said = 'query' in error ? `Failed query: ${error.query}` : message
  return `${error.name}: ${said}${frames}`
}
