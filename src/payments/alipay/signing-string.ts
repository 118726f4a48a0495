/**
 * The text that is signed: non-empty parameters sorted by key in ASCII order, `k=v` joined by `&`,
 * values as they are, not URL-encoded. A request leaves out `sign` only; a notification leaves out
 * `sign_type` too.
 */
export function signingString(
  parameters: Iterable<readonly [string, string]>,
  leftOut: readonly string[],
): string {
  return [...parameters]
    .filter(([key, value]) => value !== '' && !leftOut.includes(key))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${value}`)
    .join('&')
}
