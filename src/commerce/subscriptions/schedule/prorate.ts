import { type Money, money } from '#kernel/money.ts'

export type Running = { amount: Money; startsAt: Date; endsAt: Date }

/**
 * What of a paid period is not used yet, to the second, rounded down: together with the used part
 * it is the amount exactly. Throws RangeError for a period without length.
 */
export function prorate({ amount, startsAt, endsAt }: Running, at: Date) {
  const whole = seconds(endsAt) - seconds(startsAt)
  if (whole <= 0n) throw new RangeError('a period has a length')
  const left = within(seconds(endsAt) - seconds(at), whole)
  const unused = (amount.minor * left) / whole
  return {
    unused: money(unused, amount.currency),
    used: money(amount.minor - unused, amount.currency),
  }
}

/**
 * What an immediate switch to another term costs now, after what is left of the running one; what
 * is left beyond the price is `credit`. Exactly one of the two is more than nothing, or neither.
 */
export function switchNow(running: Running, price: Money, at: Date) {
  const { unused } = prorate(running, at)
  if (unused.currency !== price.currency) throw new RangeError('mixed currencies')
  const due = price.minor - unused.minor
  return {
    due: money(due > 0n ? due : 0n, price.currency),
    credit: money(due < 0n ? -due : 0n, price.currency),
  }
}

function within(part: bigint, whole: bigint): bigint {
  if (part < 0n) return 0n
  return part > whole ? whole : part
}

function seconds(moment: Date): bigint {
  return BigInt(Math.floor(moment.getTime() / 1000))
}
