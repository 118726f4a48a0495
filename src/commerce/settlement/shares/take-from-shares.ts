import { apportion } from '#kernel/apportion.ts'
import type { heldLots, refundTakings, saleShares } from '../../tables.ts'

export type ShareRow = typeof saleShares.$inferSelect
export type LotRow = typeof heldLots.$inferSelect
export type Taking = Omit<typeof refundTakings.$inferSelect, 'id' | 'refundId'>
export type Given = { share: ShareRow; amountMinor: bigint; takings: Taking[] }

/**
 * Divides an amount between the shares of one line in proportion to what each still has, so that
 * the last refund takes what is left; each gives first what is not earned, then what is held, the
 * newest first, then what is payable. Null when the line has less left than is asked for.
 */
export function takeFromShares(
  shares: readonly ShareRow[],
  lots: readonly LotRow[],
  amountMinor: bigint,
): Given[] | null {
  const left = shares.map((share) => share.amountMinor - share.refundedMinor)
  const most = left.reduce((sum, part) => sum + part, 0n)
  if (amountMinor < 0n || amountMinor > most) return null
  if (amountMinor === 0n) return []
  return apportion(amountMinor, left).map((part, index) => {
    const share = shares[index] as ShareRow
    return { share, amountMinor: part, takings: takeFrom(share, lots, part) }
  })
}

function takeFrom(share: ShareRow, lots: readonly LotRow[], amountMinor: bigint): Taking[] {
  const { orderId, position, rank } = share
  const places = [
    { stage: 'deferred' as const, day: null, has: share.deferredMinor },
    ...lots
      .filter((lot) => lot.position === position && lot.rank === rank)
      .sort((a, b) => (a.day < b.day ? 1 : -1))
      .map(({ day, leftMinor }) => ({ stage: 'held' as const, day, has: leftMinor })),
    { stage: 'payable' as const, day: null, has: amountMinor },
  ]
  let wanted = amountMinor
  return places.flatMap(({ stage, day, has }) => {
    const taken = least(has, wanted)
    wanted -= taken
    return taken > 0n ? [{ orderId, position, rank, stage, day, amountMinor: taken }] : []
  })
}

function least(a: bigint, b: bigint): bigint {
  if (a < b) return a
  return b
}
