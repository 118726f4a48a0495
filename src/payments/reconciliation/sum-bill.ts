import { type Currency, currencyExponents } from '#kernel/money.ts'
import type { BillLine } from '../bill.ts'
import type { BillSums } from '../tables.ts'

type Sum = { paidMinor: bigint; backMinor: bigint; feeE5: bigint; movedMinor: bigint }

export type BillSummer = {
  /** Adds a line; returns its fee rounded by itself, and as its share of the rounded total. */
  add: (line: BillLine) => { feeMinor: bigint; feeShareMinor: bigint }
  sums: () => BillSums
}

/**
 * Adds up a bill line by line. Fees have five decimals and books have none of them: each line's
 * share is what its fee moves the rounded running total by, so that the shares of a day sum to the
 * day's fees, rounded once, and none is a whole minor unit off. The balance itself is moved by each
 * fee rounded (WeChat's bill of trades has five decimals where its bill of funds has two).
 */
export function sumBill(): BillSummer {
  const sums = new Map<Currency, Sum>()
  const sumOf = (currency: Currency): Sum => {
    const sum = sums.get(currency) ?? { paidMinor: 0n, backMinor: 0n, feeE5: 0n, movedMinor: 0n }
    sums.set(currency, sum)
    return sum
  }
  return {
    add: (line) => {
      const sum = sumOf(line.currency)
      const before = roundE5(sum.feeE5, line.currency)
      // What failed moved nothing, whatever fee the bill writes beside it.
      const [moved, feeE5] = line.status === 'failed' ? [0n, 0n] : [movedBy(line), line.feeE5]
      sum.feeE5 += feeE5
      const feeMinor = roundE5(feeE5, line.currency)
      if (moved > 0n) sum.paidMinor += moved
      if (moved < 0n) sum.backMinor -= moved
      if (line.kind !== 'incoming' && line.kind !== 'outgoing') {
        sum.movedMinor += moved - feeMinor
      }
      return {
        feeMinor,
        feeShareMinor: roundE5(sum.feeE5, line.currency) - before,
      }
    },
    sums: () =>
      Object.fromEntries(
        [...sums].map(([currency, sum]) => [
          currency,
          {
            paidMinor: String(sum.paidMinor),
            backMinor: String(sum.backMinor),
            feeE5: String(sum.feeE5),
            movedMinor: String(sum.movedMinor),
          },
        ]),
      ),
  }
}

function movedBy({ kind, amountMinor }: BillLine): bigint {
  if (kind === 'payment') return amountMinor
  return kind === 'refund' ? -amountMinor : 0n
}

/** 1/100,000 of a major unit in minor units, half away from zero. */
export function roundE5(e5: bigint, currency: Currency): bigint {
  const unit = unitE5(currency)
  const magnitude = ((e5 < 0n ? -e5 : e5) + unit / 2n) / unit
  return e5 < 0n ? -magnitude : magnitude
}

function unitE5(currency: Currency): bigint {
  return 10n ** BigInt(5 - currencyExponents[currency])
}
