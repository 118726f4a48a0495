import { and, asc, eq, isNull, lte } from 'drizzle-orm'
import { type Actor, actorName, hasRole } from '#kernel/actor.ts'
import { conflict, forbidden, invalid, notFound, unauthenticated } from '#kernel/errors.ts'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { billDifferences } from '../../tables.ts'

export type Difference = typeof billDifferences.$inferSelect

/** Minutes until a gateway that still says otherwise is asked again; after the last a person is. */
const ASK_AFTER_MINUTES = [5, 30, 120, 720]
const LEASE_MINUTES = 10
const MAX_NOTE = 500

/** Differences tell who paid how much: for who handles money. */
export function mayReconcile(actor: Actor): boolean {
  return hasRole(actor, 'support', 'owner')
}

export function requireReconciler({ actor }: Ctx): void {
  if (actor.kind === 'visitor') throw unauthenticated()
  if (!mayReconcile(actor)) throw forbidden()
}

/** Takes differences about which the gateway is to be asked; each goes to one process. */
export async function claimDueDifferences(ctx: Ctx, limit: number): Promise<Difference[]> {
  return ctx.db.transaction(async (db) => {
    const due = await db
      .select()
      .from(billDifferences)
      .where(lte(billDifferences.askAt, ctx.now))
      .orderBy(asc(billDifferences.askAt))
      .limit(limit)
      .for('update', { skipLocked: true })
    for (const { id } of due) {
      const askAt = minutesFrom(ctx, LEASE_MINUTES)
      await db.update(billDifferences).set({ askAt }).where(eq(billDifferences.id, id))
    }
    return due
  })
}

/** After the gateway was asked: healed, or asked again later, or left to a person. */
export async function keepAnswer(
  ctx: Ctx,
  difference: Difference,
  { healed, ourStatus }: { healed: boolean; ourStatus: string | null },
): Promise<'healed' | 'waiting' | 'given_up'> {
  const minutes = ASK_AFTER_MINUTES[difference.asked]
  const [moved] = await ctx.db
    .update(billDifferences)
    .set({
      ourStatus,
      asked: difference.asked + 1,
      askAt: healed || minutes === undefined ? null : minutesFrom(ctx, minutes),
      ...(healed && { state: 'healed', note: 'asked' }),
      changedAt: ctx.now,
      changedBy: actorName(ctx.actor),
    })
    .where(and(eq(billDifferences.id, difference.id), eq(billDifferences.state, 'open')))
    .returning({ askAt: billDifferences.askAt })
  if (healed) return 'healed'
  return moved && !moved.askAt ? 'given_up' : 'waiting'
}

/** How many of each kind nobody was told of yet; told hereby, in the caller's transaction. */
export async function takeUntold(
  tx: Ctx,
  { provider, account }: { provider: Difference['provider']; account: string },
): Promise<Record<string, number>> {
  const untold = await tx.db
    .update(billDifferences)
    .set({ toldAt: tx.now })
    .where(
      and(
        eq(billDifferences.provider, provider),
        eq(billDifferences.account, account),
        isNull(billDifferences.toldAt),
      ),
    )
    .returning({ kind: billDifferences.kind })
  const counts: Record<string, number> = {}
  for (const { kind } of untold) counts[kind] = (counts[kind] ?? 0) + 1
  return counts
}

export async function getDifference(ctx: Ctx, id: string): Promise<Difference> {
  const [row] = await ctx.db.select().from(billDifferences).where(eq(billDifferences.id, id))
  if (!row) throw notFound('difference.not_found')
  return row
}

/** Closes an open difference by a person's word. Throws `difference.note_needed`, `.not_open`. */
export async function closeDifference(ctx: Ctx, id: string, note: string): Promise<Difference> {
  const said = note.trim()
  if (said === '' || said.length > MAX_NOTE) throw invalid('difference.note_needed')
  return inTransaction(ctx, async (tx) => {
    const { state } = await getDifference(tx, id)
    const [closed] = await tx.db
      .update(billDifferences)
      .set({
        state: 'resolved',
        note: said,
        askAt: null,
        changedAt: tx.now,
        changedBy: actorName(tx.actor),
      })
      .where(and(eq(billDifferences.id, id), eq(billDifferences.state, 'open')))
      .returning()
    if (!closed) throw conflict('difference.not_open', { state })
    return closed
  })
}

function minutesFrom({ now }: Ctx, minutes: number): Date {
  return new Date(now.getTime() + minutes * 60_000)
}
