import { conflict } from '#kernel/errors.ts'
import type { Currency } from '#kernel/money.ts'
import { ledgerAccounts, PLATFORM, type Posting, postTransfer, type Transfer } from '#ledger'
import type { Ctx } from '#platform/ctx.ts'
import type { Order } from '../orders/order.ts'
import { throughGross } from '../settlement/shares/gross.ts'
import { lockShares } from '../settlement/shares/lock-shares.ts'
import { moveTakings } from '../settlement/shares/move-takings.ts'
import {
  type Given,
  type ShareRow,
  type Taking,
  takeFromShares,
} from '../settlement/shares/take-from-shares.ts'
import { refundTakings } from '../tables.ts'

export type RefundLine = { position: number; amountMinor: bigint }
export type Giving = Pick<Transfer, 'key' | 'kind' | 'currency'> & {
  /** Names what was taken, so that it can be put back. */
  id: string
  /** Where the money goes; with what the shares give it sums to zero. */
  against: readonly Posting[]
}

/**
 * Books the decision to give back parts of order lines, each position named once: every share of
 * a line gives in proportion to what it still has. Key `refund:{id}`; booked already, nothing
 * happens. Throws `refund.exceeds_line` when a line has less left.
 */
export async function bookRefund(
  tx: Ctx,
  order: Order,
  refund: { id: string; currency: Currency },
  lines: readonly RefundLine[],
): Promise<void> {
  const sum = lines.reduce((total, { amountMinor }) => total + amountMinor, 0n)
  await giveFromShares(
    tx,
    order,
    {
      ...refund,
      key: `refund:${refund.id}`,
      kind: 'refund',
      against: [{ account: ledgerAccounts.refundPayable, amountMinor: -sum }],
    },
    lines,
  )
}

/** The same for whatever else takes a sale back from those who share it; false: booked already. */
export async function giveFromShares(
  tx: Ctx,
  order: Order,
  { id, key, kind, currency, against }: Giving,
  lines: readonly RefundLine[],
): Promise<boolean> {
  const { shares, lots } = await lockShares(tx, order.id)
  const given = lines.flatMap(({ position, amountMinor }) => {
    const ofLine = shares.filter((share) => share.position === position)
    const parts = takeFromShares(ofLine, lots, amountMinor)
    if (!parts) throw conflict('refund.exceeds_line', { position })
    return parts
  })
  const booked = await postTransfer(tx, {
    key,
    kind,
    subject: `order:${order.id}`,
    currency,
    postings: [...given.flatMap((one) => postingsOf(one, given)), ...against],
  })
  const takings = given.flatMap((one) => one.takings)
  if (!booked || takings.length === 0) return booked
  await moveTakings(tx, takings, 'taken')
  await tx.db.insert(refundTakings).values(takings.map((taking) => ({ ...taking, refundId: id })))
  return true
}

function postingsOf({ share, takings }: Given, all: Given[]): Posting[] {
  const [first] = takings
  const postings = takings.map((taking) => ({
    account: accountOf(share, taking),
    amountMinor: taking.amountMinor,
  }))
  if (!first || share.role !== 'author') return postings
  // The platform gives its fee back with the sale: the author's statement shows both.
  const fee = all.find(
    (one) => one.share.role === 'platform' && one.share.position === share.position,
  )
  return [...postings, ...throughGross(accountOf(share, first), fee?.amountMinor ?? 0n)]
}

function accountOf({ personId }: ShareRow, { stage }: Pick<Taking, 'stage'>): string {
  if (stage === 'deferred') return ledgerAccounts.deferred(personId ?? PLATFORM)
  return personId ? ledgerAccounts[stage](personId) : ledgerAccounts.platformIncome
}
