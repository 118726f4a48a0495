import { asc, eq, sql } from 'drizzle-orm'
import { personRoles } from '#accounts/tables.ts'
import { items } from '#catalog/tables.ts'
import type { Ctx } from '#platform/ctx.ts'
import { getSettings } from '#platform/settings/settings.ts'
import type { Order } from '../../orders/order.ts'
import { collaborators, creatorTerms, deliveryPromises, orderLines } from '../../tables.ts'
import { countPublishedLessons } from '../earning/count-published-lessons.ts'
import type { EarningPlan } from '../earning/earned-by.ts'
import type { FeeRule, ShareRules } from './share-sale.ts'

export type SoldLine = {
  position: number
  itemId: string
  amountMinor: bigint
  rules: ShareRules
  plan: EarningPlan
  publishedLessons: number
}

/** The lines of an order with the rules that divide them and earn them, as they are now. */
export async function soldLines(tx: Ctx, order: Order): Promise<SoldLine[]> {
  const [{ platformFeeBasisPoints, platformFeeFixedMinor }, rows] = await Promise.all([
    getSettings(tx),
    linesWithRules(tx, order.id),
  ])
  const usual = {
    basisPoints: platformFeeBasisPoints,
    fixedMinor: BigInt(platformFeeFixedMinor),
  }
  const lines: SoldLine[] = []
  for (const [index, row] of rows.entries()) {
    // The amount is the sealed one, not what the row says now.
    const sealed = order.lines[index]
    if (!sealed || sealed.itemId !== row.itemId) throw new Error(`lines of ${order.id} differ`)
    if (sealed.amount.minor === 0n) continue
    const { position, itemId, authorId, planned } = row
    const published = planned === null ? 0 : await countPublishedLessons(tx, itemId)
    lines.push({
      position,
      itemId,
      amountMinor: sealed.amount.minor,
      rules: { authorId, fee: feeOf(row, usual), collaborators: row.sharedWith },
      plan: planOf(planned, published),
      publishedLessons: published,
    })
  }
  return lines
}

function linesWithRules(tx: Ctx, orderId: string) {
  return tx.db
    .select({
      position: orderLines.position,
      itemId: orderLines.itemId,
      authorId: items.authorId,
      isOwners: sql<boolean>`exists (select 1 from ${personRoles}
        where ${personRoles.personId} = ${items.authorId} and ${personRoles.role} = 'owner')`,
      feeBasisPoints: creatorTerms.feeBasisPoints,
      feeFixedMinor: creatorTerms.feeFixedMinor,
      planned: deliveryPromises.plannedLessons,
      sharedWith: sql<ShareRules['collaborators']>`coalesce((select json_agg(json_build_object(
          'personId', ${collaborators.personId}, 'basisPoints', ${collaborators.basisPoints})
          order by ${collaborators.createdAt}, ${collaborators.personId})
        from ${collaborators} where ${collaborators.itemId} = ${orderLines.itemId}), '[]')`,
    })
    .from(orderLines)
    .innerJoin(items, eq(items.id, orderLines.itemId))
    .leftJoin(creatorTerms, eq(creatorTerms.personId, items.authorId))
    .leftJoin(deliveryPromises, eq(deliveryPromises.itemId, orderLines.itemId))
    .where(eq(orderLines.orderId, orderId))
    .orderBy(asc(orderLines.position))
}

/** The site's owner pays no fee to the site; another creator their own terms, or the site's. */
function feeOf(
  row: { isOwners: boolean; feeBasisPoints: number | null; feeFixedMinor: bigint | null },
  usual: FeeRule,
): FeeRule {
  if (row.isOwners) return { basisPoints: 0, fixedMinor: 0n }
  if (row.feeBasisPoints === null) return usual
  return { basisPoints: row.feeBasisPoints, fixedMinor: row.feeFixedMinor ?? 0n }
}

/** A series that is finished, or promises nothing, is earned when it is sold. */
function planOf(planned: number | null, published: number): EarningPlan {
  return planned === null || published >= planned
    ? { kind: 'at_once' }
    : { kind: 'lessons', planned }
}
