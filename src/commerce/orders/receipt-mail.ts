import { formatDecimal } from '#kernel/money.ts'
import type { Mail } from '#platform/mail/send-mail.ts'
import type { Order } from './order.ts'

type Receipt = { to: string; siteName: string; publicUrl: string; order: Order }

/** What a buyer is told when an order is paid or given back, in both languages. */
export function receiptMail(
  what: 'completed' | 'refunded',
  { to, siteName, publicUrl, order }: Receipt,
): Mail {
  const paid = what === 'completed'
  const titles = order.lines.map(({ title }) => `《${title}》`).join('')
  const amount = `${formatDecimal(order.total)} ${order.total.currency}`
  return {
    to,
    subject: `${siteName}：${paid ? '付款成功' : '已退款'} ${order.number}`,
    body: [
      paid
        ? `谢谢你，${titles}已经在你的书架上了。`
        : `${titles}的款项已原路退回，阅读权限随之结束。`,
      `订单号 ${order.number}，金额 ${amount}。`,
      '',
      paid
        ? `Thank you: what you bought is in your library. Order ${order.number}, ${amount}.`
        : `Your money is on its way back, and access has ended. Order ${order.number}, ${amount}.`,
      '',
      `${publicUrl}/orders/${order.number}`,
    ].join('\n'),
  }
}
