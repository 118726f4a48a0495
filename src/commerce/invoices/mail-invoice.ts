import { eq } from 'drizzle-orm'
import { siteAddress } from '#accounts'
import { people } from '#accounts/tables.ts'
import type { Ctx } from '#platform/ctx.ts'
import { sendMail } from '#platform/mail/send-mail.ts'
import { getSettings } from '#platform/settings/settings.ts'
import { orders } from '../tables.ts'
import type { InvoiceRow } from './invoice.ts'

const says = {
  issued: {
    subject: '发票已开具',
    zh: '你的发票开好了，可以在下面的地址下载。',
    en: 'Your invoice has been issued. You can download it at the address below.',
  },
  rejected: {
    subject: '发票没有开具',
    zh: '这张发票没有开成，原因见下面的地址，改好抬头后可以再申请一次。',
    en: 'Your invoice was not issued. The reason is at the address below; you may ask again.',
  },
  red_lettered: {
    subject: '发票已红冲',
    zh: '因为退款，原来的发票已经红冲作废；如果还有未退的部分，会另开一张。',
    en: 'After the refund your invoice was cancelled by a red letter; what is left is issued anew.',
  },
} as const

/** Tells the buyer what became of an invoice, in the transaction that made it so. */
export async function mailInvoice(
  tx: Ctx,
  { personId, orderId }: InvoiceRow,
  what: keyof typeof says,
): Promise<void> {
  const [[buyer], [order], { siteName }] = await Promise.all([
    tx.db.select({ email: people.email }).from(people).where(eq(people.id, personId)),
    tx.db.select({ number: orders.number }).from(orders).where(eq(orders.id, orderId)),
    getSettings(tx),
  ])
  if (!buyer || !order) return
  const { subject, zh, en } = says[what]
  await sendMail(tx, {
    to: buyer.email,
    subject: `${siteName}：${subject} ${order.number}`,
    body: [zh, '', en, '', `${siteAddress()}/orders/${order.number}/invoice`].join('\n'),
  })
}
