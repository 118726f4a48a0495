const decimal = /^([+-]?)(\d{1,15})(?:\.(\d{1,5}))?$/

/**
 * A plain decimal with at most five places as 1/100,000 of a unit: `"-0.006"` → -600n. Null for
 * anything else, exponents and separators included.
 */
export function readE5(text: string): bigint | null {
  const match = decimal.exec(text)
  if (!match) return null
  const magnitude = BigInt(`${match[2]}${(match[3] ?? '').padEnd(5, '0')}`)
  return match[1] === '-' ? -magnitude : magnitude
}

/** The same amount in 1/100 of a unit; null when it is not a whole number of them. */
export function centsOfE5(e5: bigint): bigint | null {
  return e5 % 1000n === 0n ? e5 / 1000n : null
}

export function absolute(value: bigint): bigint {
  return value < 0n ? -value : value
}
