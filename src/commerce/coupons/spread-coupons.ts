import type { Money } from '#kernel/money.ts'
import { type Coupon, discountOf } from './coupon.ts'

type Line = { itemId: string; price: Money }

/** Above every weight and every sum of them that a quote can reach. */
const INFINITE = 1n << 200n

/**
 * Which coupon each line takes (null: none), so that the lines together cost the least; of equal
 * ways the one that spends fewer coupons, and earlier ones of the list. The assignment problem by
 * the Hungarian method with potentials (Kuhn 1955, in Jonker's and Volgenant's form of shortest
 * augmenting paths), O(lines² · coupons), exact.
 */
export function spreadCoupons(
  lines: readonly Line[],
  coupons: readonly Coupon[],
): (Coupon | null)[] {
  if (coupons.length === 0) return lines.map(() => null)
  const columns = coupons.length + lines.length
  const costs = lines.map((line) => costsOf(line, coupons, lines.length))
  const rowOf = assign(costs, columns)
  const chosen: (Coupon | null)[] = lines.map(() => null)
  for (const [column, coupon] of coupons.entries()) {
    const row = rowOf[column + 1] ?? 0
    if (row > 0 && (costs[row - 1]?.[column] ?? 0n) < 0n) chosen[row - 1] = coupon
  }
  return chosen
}

/**
 * A discount of one unit outweighs every preference between coupons. The columns after the coupons
 * cost nothing: each line may take none.
 */
function costsOf(line: Line, coupons: readonly Coupon[], lines: number): bigint[] {
  const unit = BigInt((coupons.length + 1) * lines + 1)
  const taken = coupons.map((coupon, index) => {
    const discount = discountOf(coupon, line)
    return discount === 0n ? 0n : BigInt(index + 1) - discount * unit
  })
  return [...taken, ...Array.from({ length: lines }, () => 0n)]
}

/** The row, from 1, that each column, from 1, is given to at the least cost; 0 for none. */
function assign(costs: readonly bigint[][], columns: number): number[] {
  const rowOf = new Array<number>(columns + 1).fill(0)
  const ofRow = new Array<bigint>(costs.length + 1).fill(0n)
  const ofColumn = new Array<bigint>(columns + 1).fill(0n)
  for (let row = 1; row <= costs.length; row++) {
    rowOf[0] = row
    const cameFrom = new Array<number>(columns + 1).fill(0)
    const least = new Array<bigint>(columns + 1).fill(INFINITE)
    const seen = new Array<boolean>(columns + 1).fill(false)
    let column = 0
    while ((rowOf[column] ?? 0) !== 0) {
      seen[column] = true
      const from = rowOf[column] ?? 0
      let delta = INFINITE
      let next = 0
      for (let j = 1; j <= columns; j++) {
        if (seen[j]) continue
        const cost = (costs[from - 1]?.[j - 1] ?? 0n) - (ofRow[from] ?? 0n) - (ofColumn[j] ?? 0n)
        if (cost < (least[j] ?? INFINITE)) {
          least[j] = cost
          cameFrom[j] = column
        }
        if ((least[j] ?? INFINITE) < delta) {
          delta = least[j] ?? INFINITE
          next = j
        }
      }
      for (let j = 0; j <= columns; j++) {
        if (seen[j]) {
          const own = rowOf[j] ?? 0
          ofRow[own] = (ofRow[own] ?? 0n) + delta
          ofColumn[j] = (ofColumn[j] ?? 0n) - delta
        } else {
          least[j] = (least[j] ?? INFINITE) - delta
        }
      }
      column = next
    }
    while (column !== 0) {
      const before = cameFrom[column] ?? 0
      rowOf[column] = rowOf[before] ?? 0
      column = before
    }
  }
  return rowOf
}
