import type { Posting } from '#ledger'

/**
 * Two postings that cancel out, so that a statement can tell an amount before the platform's fee
 * from the fee: the account moves by `feeMinor` and back.
 */
export function throughGross(account: string, feeMinor: bigint): Posting[] {
  return [
    { account, amountMinor: feeMinor },
    { account, amountMinor: -feeMinor },
  ]
}
