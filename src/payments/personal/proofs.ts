import { and, asc, eq, inArray } from 'drizzle-orm'
import { actorName } from '#kernel/actor.ts'
import { conflict } from '#kernel/errors.ts'
import { newId } from '#kernel/ids.ts'
import type { Ctx } from '#platform/ctx.ts'
import { violates } from '#platform/postgres/db.ts'
import type { Charge } from '../charges/charge.ts'
import { charges, paymentProofs } from '../tables.ts'

export type Proof = typeof paymentProofs.$inferSelect

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
      .returning()
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
    .select({ proof: paymentProofs, charge: charges })
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
    .select()
    .from(paymentProofs)
    .where(inArray(paymentProofs.chargeId, chargeIds))
    .orderBy(asc(paymentProofs.submittedAt))
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
    .returning()
  if (!proof) return null
  const [charge] = await tx.db.select().from(charges).where(eq(charges.id, proof.chargeId))
  return charge ? { proof, charge } : null
}
