/** A cent each, downwards: the buyer never pays more than was asked, and at most 99 fen less. */
const MOST_OFF = 99n

/**
 * Amounts by which a transfer to one person's code can be told from all others that are waited
 * for, nearest to the price first; always at least one minor unit.
 */
export function uniqueAmounts(priceMinor: bigint): bigint[] {
  const most = priceMinor - 1n < MOST_OFF ? priceMinor - 1n : MOST_OFF
  return Array.from({ length: Number(most) + 1 }, (_, off) => priceMinor - BigInt(off))
}
