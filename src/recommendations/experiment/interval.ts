/** A difference with the interval that holds it in 95 of 100 repetitions. */
export type Interval = { difference: number; low: number; high: number }

/** The 97.5th percentile of the normal distribution. */
const Z = 1.959963984540054

export type Share = { hits: number; of: number }

/**
 * p₁ − p₂ of two independent groups with Newcombe's interval from Wilson scores, which keeps its
 * promise for small groups and for shares near 0 and 1 (Newcombe, Statistics in Medicine 17, 1998,
 * method 10). Both groups have at least one member.
 */
export function compareShares(first: Share, second: Share): Interval {
  const [a, b] = [wilson(first), wilson(second)]
  const difference = a.share - b.share
  return {
    difference,
    low: difference - Math.hypot(a.share - a.low, b.high - b.share),
    high: difference + Math.hypot(a.high - a.share, b.share - b.low),
  }
}

/** Wilson, Journal of the American Statistical Association 22, 1927. */
function wilson({ hits, of }: Share) {
  const share = hits / of
  const centre = share + Z ** 2 / (2 * of)
  const reach = Z * Math.sqrt((share * (1 - share)) / of + Z ** 2 / (4 * of ** 2))
  const scale = 1 + Z ** 2 / of
  return { share, low: (centre - reach) / scale, high: (centre + reach) / scale }
}

/**
 * Difference of the means of two independent samples with Welch's interval, which does not ask
 * that both vary alike (Welch, Biometrika 34, 1947). Each sample has at least two values.
 */
export function compareMeans(first: readonly number[], second: readonly number[]): Interval {
  const [a, b] = [meanOf(first), meanOf(second)]
  const difference = a.mean - b.mean
  const variance = a.error + b.error
  if (variance === 0) return { difference, low: difference, high: difference }
  const degrees =
    variance ** 2 / (a.error ** 2 / (first.length - 1) + b.error ** 2 / (second.length - 1))
  const reach = studentQuantile(degrees) * Math.sqrt(variance)
  return { difference, low: difference - reach, high: difference + reach }
}

/** The mean and the square of its standard error. */
function meanOf(values: readonly number[]) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return { mean, error: squares / (values.length - 1) / values.length }
}

/**
 * The 97.5th percentile of Student's t, by expansion about the normal's (Abramowitz & Stegun
 * 26.7.5): right to .001 from five degrees of freedom on, and wide enough below.
 */
function studentQuantile(degrees: number): number {
  const [z, d] = [Z, degrees]
  const terms = [
    (z ** 3 + z) / 4,
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96,
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384,
    (79 * z ** 9 + 776 * z ** 7 + 1482 * z ** 5 - 1920 * z ** 3 - 945 * z) / 92_160,
  ]
  return terms.reduce((sum, term, at) => sum + term / d ** (at + 1), z)
}
