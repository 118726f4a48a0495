import { siteAddress } from '#accounts'
import { formatDecimal } from '#kernel/money.ts'
import type { Ctx } from '#platform/ctx.ts'
import { sendMail } from '#platform/mail/send-mail.ts'
import { getSettings } from '#platform/settings/settings.ts'
import type { Order } from '../orders/order.ts'
import { type DisputeRow, openDispute } from './dispute.ts'

/** Tells whoever reads the site's mail that an answer is due; without an address the page does. */
export async function mailStaff(tx: Ctx, row: DisputeRow, order: Order): Promise<void> {
  const { siteName, contactEmail } = await getSettings(tx)
  if (!contactEmail) return
  const { amount, dueAt, id } = openDispute(row)
  const until = dueAt?.toISOString().slice(0, 16).replace('T', ' ') ?? '—'
  const sum = `${formatDecimal(amount)} ${amount.currency}`
  await sendMail(tx, {
    to: contactEmail,
    subject: `${siteName}：收款争议 ${order.number}`,
    body: [
      `订单 ${order.number} 的付款人提出了争议，金额 ${sum}，请在 ${until}（UTC）之前答复。`,
      '',
      `The payment of order ${order.number} is disputed (${sum}); answer before ${until} UTC.`,
      '',
      `${siteAddress()}/studio/disputes/${id}`,
    ].join('\n'),
  })
}
