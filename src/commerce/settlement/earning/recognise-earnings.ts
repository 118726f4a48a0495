import { and, eq, isNull, lt, type SQL, sql } from 'drizzle-orm'
import { forbidden } from '#kernel/errors.ts'
import { isCurrency } from '#kernel/money.ts'
import { ledgerAccounts, PLATFORM, postTransfer } from '#ledger'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { oneByOne } from '../../settling/one-by-one.ts'
import { deferredLines, heldLots, saleShares } from '../../tables.ts'
import { settlementDay } from '../settlement-day.ts'
import { lockShares } from '../shares/lock-shares.ts'
import type { ShareRow } from '../shares/take-from-shares.ts'
import { countPublishedLessons } from './count-published-lessons.ts'
import { type EarningPlan, earnedBy, earnedOf } from './earned-by.ts'

const BATCH = 200

type LineRow = typeof deferredLines.$inferSelect
type LineKey = Pick<LineRow, 'orderId' | 'position'>

/**
 * Moves to the hold what terms and growing series have earned since they were last looked at.
 * However many workers do it at once, each day and each lesson of a line counts once. Returns how
 * many lines it looked at.
 */
export async function recogniseEarnings(ctx: Ctx): Promise<number> {
  if (ctx.actor.kind !== 'system') throw forbidden()
  const due = [...(await dueTerms(ctx)), ...(await dueSeries(ctx))]
  await oneByOne(
    ctx,
    due,
    (line) => inTransaction(ctx, (tx) => recogniseLine(tx, line)),
    ({ orderId, position }) => `${orderId}/${position}`,
  )
  return due.length
}

function dueTerms(ctx: Ctx): Promise<LineKey[]> {
  const daysGone = sql`least((${ctx.now.toISOString()}::timestamptz at time zone
    ${deferredLines.zone})::date, ${deferredLines.endsOn}) - ${deferredLines.startsOn}`
  return openLines(ctx, and(eq(deferredLines.kind, 'term'), lt(deferredLines.mark, daysGone)))
}

async function dueSeries(ctx: Ctx): Promise<LineKey[]> {
  const open = await ctx.db
    .selectDistinct({ itemId: deferredLines.itemId })
    .from(deferredLines)
    .where(and(isNull(deferredLines.closedAt), eq(deferredLines.kind, 'lessons')))
  const found: LineKey[] = []
  for (const { itemId } of open) {
    const published = await countPublishedLessons(ctx, itemId)
    const ofItem = and(eq(deferredLines.kind, 'lessons'), eq(deferredLines.itemId, itemId))
    found.push(...(await openLines(ctx, and(ofItem, lt(deferredLines.mark, published)))))
  }
  return found
}

function openLines(ctx: Ctx, where: SQL | undefined): Promise<LineKey[]> {
  return ctx.db
    .select({ orderId: deferredLines.orderId, position: deferredLines.position })
    .from(deferredLines)
    .where(and(isNull(deferredLines.closedAt), where))
    .limit(BATCH)
}

async function recogniseLine(tx: Ctx, { orderId, position }: LineKey): Promise<void> {
  // The shares are the lock: refunds take it too.
  const { shares } = await lockShares(tx, orderId, position)
  const key = and(eq(deferredLines.orderId, orderId), eq(deferredLines.position, position))
  const [line] = await tx.db.select().from(deferredLines).where(key)
  if (!line || line.closedAt) return
  const progress = earnedBy(planOf(line), {
    now: tx.now,
    publishedLessons: line.kind === 'lessons' ? await countPublishedLessons(tx, line.itemId) : 0,
  })
  if (progress.done <= line.mark) return
  const earned = shares.map((share) => ({ share, amountMinor: newlyEarned(share, progress) }))
  const some = earned.filter(({ amountMinor }) => amountMinor > 0n)
  if (some.length > 0) await bookEarned(tx, line, progress.done, some)
  const left = shares.reduce((sum, { deferredMinor }) => sum + deferredMinor, 0n)
  const isClosed = some.reduce((sum, { amountMinor }) => sum - amountMinor, left) === 0n
  await tx.db
    .update(deferredLines)
    .set({
      mark: progress.done,
      steps: some.length > 0 ? line.steps + 1 : line.steps,
      closedAt: isClosed ? tx.now : null,
    })
    .where(key)
}

/** Of what refunds have left of a share: the earned part, less what was recognised before. */
function newlyEarned(
  { amountMinor, refundedMinor, deferredMinor }: ShareRow,
  progress: { done: number; of: number },
): bigint {
  const kept = amountMinor - refundedMinor
  const fresh = earnedOf(kept, progress) - (kept - deferredMinor)
  if (fresh <= 0n) return 0n
  return fresh < deferredMinor ? fresh : deferredMinor
}

async function bookEarned(
  tx: Ctx,
  { orderId, position, steps }: LineRow,
  mark: number,
  earned: { share: ShareRow; amountMinor: bigint }[],
): Promise<void> {
  const currency = earned[0]?.share.currency ?? ''
  if (!isCurrency(currency)) throw new Error(`unknown currency ${currency}`)
  await postTransfer(tx, {
    key: `earned:${orderId}:${position}:${mark}:${steps}`,
    kind: 'earned',
    subject: `order:${orderId}`,
    currency,
    postings: earned.flatMap(({ share: { personId }, amountMinor }) => [
      { account: ledgerAccounts.deferred(personId ?? PLATFORM), amountMinor },
      {
        account: personId ? ledgerAccounts.held(personId) : ledgerAccounts.platformIncome,
        amountMinor: -amountMinor,
      },
    ]),
  })
  for (const { share, amountMinor } of earned) {
    const { rank, personId } = share
    await tx.db
      .update(saleShares)
      .set({ deferredMinor: sql`${saleShares.deferredMinor} - ${amountMinor}` })
      .where(
        and(
          eq(saleShares.orderId, orderId),
          eq(saleShares.position, position),
          eq(saleShares.rank, rank),
        ),
      )
    if (!personId) continue
    const lot = { orderId, position, rank, day: settlementDay(tx.now), personId, currency }
    await tx.db
      .insert(heldLots)
      .values({ ...lot, leftMinor: amountMinor })
      .onConflictDoUpdate({
        target: [heldLots.orderId, heldLots.position, heldLots.rank, heldLots.day],
        set: { leftMinor: sql`${heldLots.leftMinor} + ${amountMinor}` },
      })
  }
}

function planOf({ kind, startsOn, endsOn, zone, plannedLessons }: LineRow): EarningPlan {
  if (kind === 'lessons') return { kind, planned: plannedLessons ?? 0 }
  if (!startsOn || !endsOn || !zone) throw new Error('a term without its days')
  return { kind, startsOn, endsOn, zone }
}
