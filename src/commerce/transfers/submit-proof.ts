import { eq } from 'drizzle-orm'
import { isPerson } from '#kernel/actor.ts'
import { conflict, invalid, notFound, unauthenticated } from '#kernel/errors.ts'
import * as media from '#media'
import * as payments from '#payments'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { record } from '#platform/events/record.ts'
import { takeToken } from '#platform/limits/take-token.ts'
import { loadOrder } from '../orders/queries.ts'
import { orders } from '../tables.ts'

/** Pictures cost work, and a person has to look at each. */
const LIMIT = { name: 'submit-proof', max: 10, windowMs: 60 * 60_000 }
const MAX_NOTE = 200
const MAX_PICTURE_BYTES = 2 << 20

export type ProofInput = {
  /** The last digits of the transfer, or the name it came from: how to find it in the wallet. */
  note: string
  /** A screenshot; kept re-encoded, without what else it told. */
  picture?: Uint8Array | undefined
}

/**
 * A buyer says that they sent the money to the person's code. It opens nothing: the creator looks
 * into the wallet and decides. Throws `payment.no_transfer`, `payment.proof_waiting`,
 * `payment.proof_note_needed`.
 */
export async function submitProof(
  ctx: Ctx,
  number: string,
  { note, picture }: ProofInput,
): Promise<void> {
  if (ctx.actor.kind !== 'person') throw unauthenticated()
  const words = note.trim()
  if (!words || words.length > MAX_NOTE) throw invalid('payment.proof_note_needed')
  if (picture && picture.byteLength > MAX_PICTURE_BYTES) throw invalid('media.too_large')
  const order = await loadOrder(ctx, eq(orders.number, number))
  if (!isPerson(ctx.actor, order.buyerId)) throw notFound('order.not_found')
  await takeToken(ctx, LIMIT, order.buyerId)
  const encoded = picture?.byteLength ? await media.encodeSnapshot(picture) : null
  await inTransaction(ctx, async (tx) => {
    const charges = await payments.listCharges(tx, order.id)
    const charge = charges.findLast(({ provider }) => provider === 'personal')
    if (!charge || charge.status === 'settled') throw conflict('payment.no_transfer')
    await payments.saveProof(tx, { chargeId: charge.id, note: words, picture: encoded })
    await record(tx, { name: 'transfer.claimed', orderId: order.id, chargeId: charge.id })
  })
}
