import { isPerson } from '#kernel/actor.ts'
import { notFound, unauthenticated } from '#kernel/errors.ts'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { loadInvoice, moveInvoice } from '../queries.ts'

/** The buyer takes a request back before anybody has issued it. Throws `invoice.wrong_status`. */
export async function withdrawInvoice(ctx: Ctx, number: string): Promise<void> {
  if (ctx.actor.kind !== 'person') throw unauthenticated()
  await inTransaction(ctx, async (tx) => {
    const invoice = await loadInvoice(tx, number, true)
    if (!isPerson(tx.actor, invoice.personId)) throw notFound('invoice.not_found')
    await moveInvoice(tx, invoice, 'withdrawn', 'withdrawn by the buyer')
  })
}
