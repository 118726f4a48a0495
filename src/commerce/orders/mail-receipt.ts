import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { siteAddress } from '#accounts'
import { people } from '#accounts/tables.ts'
import type { Ctx } from '#platform/ctx.ts'
import type { TakenEvent } from '#platform/events/consume.ts'
import { sendMail } from '#platform/mail/send-mail.ts'
import { getSettings } from '#platform/settings/settings.ts'
import { orders } from '../tables.ts'
import { loadOrder } from './queries.ts'
import { receiptMail } from './receipt-mail.ts'

const orderFact = z.object({ orderId: z.uuid() })

/** Writes the buyer's receipt for an order completed or refunded; once, with the event taken. */
export async function mailReceipt(tx: Ctx, { name, payload }: TakenEvent): Promise<void> {
  if (name !== 'order.completed' && name !== 'order.refunded') return
  const { orderId } = orderFact.parse(payload)
  const order = await loadOrder(tx, eq(orders.id, orderId))
  const [buyer] = await tx.db
    .select({ email: people.email })
    .from(people)
    .where(eq(people.id, order.buyerId))
  if (!buyer) return
  const { siteName } = await getSettings(tx)
  const what = name === 'order.completed' ? 'completed' : 'refunded'
  const publicUrl = siteAddress()
  await sendMail(tx, receiptMail(what, { to: buyer.email, siteName, publicUrl, order }))
}
