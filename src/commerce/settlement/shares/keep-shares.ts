import { ledgerAccounts, PLATFORM, type Posting } from '#ledger'
import type { Ctx } from '#platform/ctx.ts'
import type { Order } from '../../orders/order.ts'
import { deferredLines, heldLots, saleShares } from '../../tables.ts'
import { type EarningPlan, earnedBy, earnedOf, type Progress } from '../earning/earned-by.ts'
import { settlementDay } from '../settlement-day.ts'
import { throughGross } from './gross.ts'
import { type Share, shareSale } from './share-sale.ts'
import { type SoldLine, soldLines } from './sold-lines.ts'

/** What was sold for a time, by the line's position: its term instead of what the item promises. */
export type Terms = ReadonlyMap<number, EarningPlan & { kind: 'term' }>

type Kept = Share & {
  position: number
  rank: number
  deferredMinor: bigint
}

/**
 * Divides a sale, keeps the shares so that a refund unwinds the same split, and returns their side
 * of the sale's transfer: together minus the order's total.
 */
export async function keepShares(tx: Ctx, order: Order, terms: Terms): Promise<Posting[]> {
  const { currency } = order.total
  const lines = (await soldLines(tx, order)).map((line) => ({
    ...line,
    plan: terms.get(line.position) ?? line.plan,
  }))
  const divided = shareSale(lines)
  const shares = lines.flatMap((line, index) => kept(tx, line, divided[index] ?? []))
  if (shares.length === 0) return []
  const key = ({ position, rank }: Kept) => ({ orderId: order.id, position, rank })
  const day = settlementDay(tx.now)
  const lots = shares.flatMap((share) => {
    const leftMinor = share.amountMinor - share.deferredMinor
    return share.personId && leftMinor > 0n
      ? [{ ...key(share), day, personId: share.personId, currency, leftMinor }]
      : []
  })
  await Promise.all([
    tx.db.insert(saleShares).values(shares.map((share) => ({ ...key(share), ...share, currency }))),
    lots.length > 0 && tx.db.insert(heldLots).values(lots),
    deferLines(tx, order.id, lines),
  ])
  return postingsOf(shares)
}

function kept(tx: Ctx, { position, plan, publishedLessons }: SoldLine, shares: Share[]): Kept[] {
  const progress: Progress = earnedBy(plan, { now: tx.now, publishedLessons })
  return shares.map((share, rank) => ({
    ...share,
    position,
    rank,
    deferredMinor: share.amountMinor - earnedOf(share.amountMinor, progress),
  }))
}

async function deferLines(tx: Ctx, orderId: string, lines: SoldLine[]): Promise<void> {
  const rows = lines.flatMap(
    ({ position, itemId, plan, publishedLessons }): (typeof deferredLines.$inferInsert)[] => {
      if (plan.kind === 'at_once') return []
      const { done } = earnedBy(plan, { now: tx.now, publishedLessons })
      const row = { orderId, position, itemId, kind: plan.kind, mark: done }
      if (plan.kind === 'lessons') return [{ ...row, plannedLessons: plan.planned }]
      return [{ ...row, startsOn: plan.startsOn, endsOn: plan.endsOn, zone: plan.zone }]
    },
  )
  if (rows.length > 0) await tx.db.insert(deferredLines).values(rows)
}

/** The author is credited before the platform's fee and debited it: two lines of a statement. */
function postingsOf(shares: Kept[]): Posting[] {
  return shares.flatMap((share) => {
    const owner = share.personId ?? PLATFORM
    const earnedMinor = share.amountMinor - share.deferredMinor
    const earned = share.personId ? ledgerAccounts.held(owner) : ledgerAccounts.platformIncome
    const deferred = ledgerAccounts.deferred(owner)
    const fee = feeBorneBy(share, shares)
    return [
      { account: deferred, amountMinor: -share.deferredMinor },
      { account: earned, amountMinor: -earnedMinor },
      ...throughGross(earnedMinor > 0n ? earned : deferred, -fee),
    ]
  })
}

/** The platform's part of a line is the author's cost. */
function feeBorneBy(share: Kept, shares: Kept[]): bigint {
  if (share.role !== 'author') return 0n
  const platform = shares.find(
    ({ role, position }) => role === 'platform' && position === share.position,
  )
  return platform?.amountMinor ?? 0n
}
