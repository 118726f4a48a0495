/**
 * Splits an amount by weights so that the parts sum to it exactly: everyone gets the rounded-down
 * part, and what is left goes, one unit each, to the largest remainders, the first of equals first.
 * Throws RangeError for a negative amount or weight, or when no weight is positive.
 */
export function apportion(amountMinor: bigint, weights: readonly bigint[]): bigint[] {
  const whole = weights.reduce((sum, weight) => sum + weight, 0n)
  if (amountMinor < 0n || whole <= 0n || weights.some((weight) => weight < 0n)) {
    throw new RangeError(`${amountMinor} by ${weights.join(':')}`)
  }
  const parts = weights.map((weight) => (amountMinor * weight) / whole)
  const left = amountMinor - parts.reduce((sum, part) => sum + part, 0n)
  const byRemainder = weights
    .map((weight, index) => ({ index, remainder: (amountMinor * weight) % whole }))
    .sort((a, b) =>
      a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1,
    )
  const raised = new Set(byRemainder.slice(0, Number(left)).map(({ index }) => index))
  return parts.map((part, index) => (raised.has(index) ? part + 1n : part))
}
