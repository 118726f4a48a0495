import { and, asc, eq, getTableColumns, inArray, sql } from 'drizzle-orm'
import { actorName } from '#kernel/actor.ts'
import { conflict } from '#kernel/errors.ts'
import { newId } from '#kernel/ids.ts'
import type { Ctx } from '#platform/ctx.ts'
import { violates } from '#platform/postgres/db.ts'
import type { Charge } from '../charges/charge.ts'
import { charges, paymentProofs } from '../tables.ts'

const { picture: _, ...withoutPicture } = getTableColumns(paymentProofs)
const columns = {
  ...withoutPicture,
  hasPicture: sql<boolean>`${paymentProofs.picture} is not null`,
}

/** What a buyer said; the picture itself, some hundred kilobytes, is read by `findProofPicture`. */
export type Proof = Omit<typeof paymentProofs.$inferSelect, 'picture'> & { hasPicture: boolean }

/**
 * Keeps what a buyer says of a transfer they made; a second word replaces nothing while the first
 * one waits: `payment.proof_waiting`.
 */
export async function saveProof(
  tx: Ctx,
  { chargeId, note, picture }: { chargeId: string; note: string; picture: Uint8Array | null },
): Promise<Proof> {
  try {
    const [proof] = await tx.db
      .insert(paymentProofs)
      .values({
        id: newId(tx.now),
        chargeId,
        note,
        picture,
        status: 'waiting',
        submittedBy: actorName(tx.actor),
        submittedAt: tx.now,
      })
      .returning(columns)
    if (!proof) throw new Error('insert returned no row')
    return proof
  } catch (error) {
    if (violates(error, 'payment_proofs_one_waiting')) throw conflict('payment.proof_waiting')
    throw error
  }
}

/** The proofs that a person has to look at, oldest first, with the charge each is about. */
export async function listProofs(
  ctx: Ctx,
  statuses: Proof['status'][],
  limit = 100,
): Promise<{ proof: Proof; charge: Charge }[]> {
  return ctx.db
    .select({ proof: columns, charge: charges })
    .from(paymentProofs)
    .innerJoin(charges, eq(charges.id, paymentProofs.chargeId))
    .where(inArray(paymentProofs.status, statuses))
    .orderBy(asc(paymentProofs.submittedAt))
    .limit(limit)
}

/** The proofs of one charge, oldest first. */
export async function proofsOf(ctx: Ctx, chargeIds: string[]): Promise<Proof[]> {
  if (chargeIds.length === 0) return []
  return ctx.db
    .select(columns)
    .from(paymentProofs)
    .where(inArray(paymentProofs.chargeId, chargeIds))
    .orderBy(asc(paymentProofs.submittedAt))
}

/** The picture that came with a proof, as WebP; null when there is none. */
export async function findProofPicture(ctx: Ctx, proofId: string): Promise<Uint8Array | null> {
  const [row] = await ctx.db
    .select({ picture: paymentProofs.picture })
    .from(paymentProofs)
    .where(eq(paymentProofs.id, proofId))
  return row?.picture ?? null
}

/** Decides a proof once; null when somebody already has, or there is no such proof. */
export async function decideProof(
  tx: Ctx,
  proofId: string,
  { approve, reason }: { approve: boolean; reason: string },
): Promise<{ proof: Proof; charge: Charge } | null> {
  const [proof] = await tx.db
    .update(paymentProofs)
    .set({
      status: approve ? 'approved' : 'rejected',
      decidedBy: actorName(tx.actor),
      decidedAt: tx.now,
      reason,
    })
    .where(and(eq(paymentProofs.id, proofId), eq(paymentProofs.status, 'waiting')))
    .returning(columns)
  if (!proof) return null
  const [charge] = await tx.db.select().from(charges).where(eq(charges.id, proof.chargeId))
  return charge ? { proof, charge } : null
}
