import { apportion } from '#kernel/apportion.ts'

/** One line of a paid order as the unwinding sees it; all amounts in minor units. */
export type PaidLine = {
  position: number
  /** What the buyer paid for it, after its share of every discount. */
  paidMinor: bigint
  /** Given back already, or on its way. */
  returnedMinor: bigint
  /** Whether the item itself was given back already. */
  isReturned: boolean
  /** Lessons that were opened, of those that cost something; an article is one lesson. */
  used: { opened: number; of: number }
  /** Its share of a discount for buying lines together; lost by the lines kept. */
  bundleShareMinor: bigint
  /** Its share of a coupon; lost by the lines kept when they no longer reach its minimum. */
  couponShareMinor: bigint
  /** A gift that somebody has taken cannot be given back by the giver. */
  gift: 'none' | 'unclaimed' | 'claimed'
  /** Points that were spent on it, and what a recommender earns by it. */
  points: bigint
  commissionMinor: bigint
}

export type UnwindTerms = {
  /** Whether opened lessons are paid for. */
  chargesUse: boolean
  /** What a coupon demands of the list prices of the lines it was spent on; null without one. */
  couponMinimumMinor: bigint | null
}

export type DeductionCode =
  | 'already_returned'
  | 'lessons_used'
  | 'bundle_broken'
  | 'coupon_lost'
  | 'gift_claimed'
export type Deduction = { code: DeductionCode; amountMinor: bigint }

export type UnwoundLine = {
  position: number
  refundMinor: bigint
  /** Why it is not the whole price: `paid − Σ deductions = refund`. */
  deductions: Deduction[]
  /** Given back with it: points to the buyer, commission from the recommender. */
  points: bigint
  commissionMinor: bigint
}
export type Unwinding = { lines: UnwoundLine[]; refundMinor: bigint }

/**
 * What returning these lines gives back, and why it is not more. The total after any sequence of
 * returns depends only on which lines are back and how much of them was used, not on the order:
 *
 *   T(R) = Σ over R of (paid − ⌈paid · opened / of⌉) − discounts that the kept lines have lost
 *
 * and one return gives T(R) less what was given before, never less than nothing and never more than
 * is left of what was paid. Unused and all together, every fen comes back.
 */
export function unwind(
  lines: readonly PaidLine[],
  positions: readonly number[],
  terms: UnwindTerms,
): Unwinding {
  const now = lines.filter((line) => positions.includes(line.position) && !line.isReturned)
  const back = lines.filter((line) => line.isReturned || now.includes(line))
  const kept = lines.filter((line) => !back.includes(line))
  const worth = back.map((line) => line.paidMinor - useOf(line, terms))
  const bundleLost = split(sumOf(kept, 'bundleShareMinor'), worth)
  const left = worth.map((amount, i) => amount - (bundleLost[i] ?? 0n))
  const couponLost = split(lostCoupon(kept, terms), left)
  const before = sumOf(back, 'returnedMinor')
  const targets = left.map((amount, i) => amount - (couponLost[i] ?? 0n))
  let budget = targets.reduce((sum, amount) => sum + amount, 0n) - before
  const unwound = back.flatMap((line, i) => {
    const wanted = max0((targets[i] ?? 0n) - line.returnedMinor)
    const refundMinor = min(wanted, max0(budget))
    // A line given back earlier gets what a discount lost then and regained now had cost it.
    if (!now.includes(line) && refundMinor === 0n) return []
    budget -= refundMinor
    const deductions = explain(line, refundMinor, [
      ['lessons_used', line.gift === 'claimed' ? 0n : line.paidMinor - (worth[i] ?? 0n)],
      ['gift_claimed', line.gift === 'claimed' ? line.paidMinor : 0n],
      ['bundle_broken', bundleLost[i] ?? 0n],
      ['coupon_lost', couponLost[i] ?? 0n],
    ])
    return [{ position: line.position, refundMinor, deductions, ...alongside(line, refundMinor) }]
  })
  return { lines: unwound, refundMinor: sumOf(unwound, 'refundMinor') }
}

/** The price of what was used, rounded up: the fen that cannot be halved stays with the author. */
function useOf({ paidMinor, used, gift }: PaidLine, { chargesUse }: UnwindTerms): bigint {
  if (gift === 'claimed') return paidMinor
  if (gift === 'unclaimed' || !chargesUse || used.of <= 0) return 0n
  const [opened, of] = [BigInt(Math.min(used.opened, used.of)), BigInt(used.of)]
  return (paidMinor * opened + of - 1n) / of
}

function lostCoupon(kept: readonly PaidLine[], { couponMinimumMinor }: UnwindTerms): bigint {
  if (couponMinimumMinor === null) return 0n
  const listed = kept.reduce(
    (sum, line) => sum + line.paidMinor + line.bundleShareMinor + line.couponShareMinor,
    0n,
  )
  return listed < couponMinimumMinor ? sumOf(kept, 'couponShareMinor') : 0n
}

/** `total` over the parts in proportion to their size, each at most its size. */
function split(total: bigint, sizes: readonly bigint[]): bigint[] {
  const whole = sizes.reduce((sum, size) => sum + size, 0n)
  return whole === 0n ? sizes.map(() => 0n) : apportion(min(total, whole), sizes)
}

/** The reasons that hold, and whatever is left as given back before, so that the sum is exact. */
function explain(
  line: PaidLine,
  refundMinor: bigint,
  reasons: [DeductionCode, bigint][],
): Deduction[] {
  let missing = line.paidMinor - refundMinor
  const deductions = reasons.flatMap(([code, amount]) => {
    const amountMinor = min(amount, missing)
    missing -= amountMinor
    return amountMinor > 0n ? [{ code, amountMinor }] : []
  })
  return missing > 0n
    ? [...deductions, { code: 'already_returned', amountMinor: missing }]
    : deductions
}

/** Points and commission follow the money: the part of them that it is of the price. */
function alongside({ paidMinor, returnedMinor, points, commissionMinor }: PaidLine, now: bigint) {
  const part = (whole: bigint, of: bigint) => (paidMinor === 0n ? whole : (whole * of) / paidMinor)
  const follow = (whole: bigint) =>
    part(whole, returnedMinor + now) - (paidMinor === 0n ? 0n : part(whole, returnedMinor))
  return { points: follow(points), commissionMinor: follow(commissionMinor) }
}

function sumOf<K extends string>(rows: readonly { [key in K]: bigint }[], key: K): bigint {
  return rows.reduce((sum, row) => sum + row[key], 0n)
}

function min(a: bigint, b: bigint): bigint {
  return a < b ? a : b
}

function max0(a: bigint): bigint {
  return a > 0n ? a : 0n
}
