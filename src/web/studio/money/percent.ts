import { parseMoney } from '#kernel/money.ts'

/** `12.5` typed as a percentage → 1,250 basis points; null for anything else. */
export function readPercent(text: string): number | null {
  // Two decimals, no sign, no exponent: what an amount of money looks like.
  const read = parseMoney(text.trim(), 'CNY')
  return read && read.minor <= 10_000n ? Number(read.minor.toString()) : null
}

/** 1,250 basis points → `12.5`. */
export function showPercent(basisPoints: number): string {
  return String(basisPoints / 100)
}
