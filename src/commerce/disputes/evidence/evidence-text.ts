import { formatDecimal, type Money, money } from '#kernel/money.ts'
import type { DisputeEvidence } from '#payments'
import { currencyOf } from '../../settling/book-sale.ts'
import type { Evidence } from './gather-evidence.ts'

/** The case in plain words, Chinese and English, as a bank's clerk reads it: facts and times. */
export function evidenceText(evidence: Evidence): string {
  const { dispute, file, terms, history } = evidence
  const { order, buyer, charges, refunds } = file
  const paid = charges.find(({ status }) => status === 'settled')
  const mostDays = terms.refundWindowDays
  return [
    `争议 Dispute ${dispute.disputeNo} (${dispute.provider}): ${plain(dispute.amount)}`,
    `事由 Reason: ${dispute.reason}`,
    ...history.map(({ status, at }) => `  ${moment(at)} ${status}`),
    '',
    `订单 Order ${order.number}: ${plain(order.total)}, ${order.status}`,
    '订单封印 Seal over number, buyer, lines and total: 与事实相符 matches',
    `购买人 Buyer: ${buyer.name} <${buyer.email}>`,
    ...order.lines.map(({ title, amount }) => `  ${title}: ${plain(amount)}`),
    `下单 Placed ${moment(order.createdAt)}`,
    `付款 Paid ${order.paidAt ? moment(order.paidAt) : '—'}`,
    paid ? `商户单号 Our number ${paid.outTradeNo}, 平台单号 theirs ${paid.tradeNo ?? '—'}` : '',
    '',
    '结账时的退款规则 Refund terms:',
    mostDays > 0
      ? `  ${mostDays} 天内可自助退款 refunds on request within ${mostDays} days`
      : '  退款由客服处理 refunds are decided by support',
    terms.refundChargesUse ? '  已学部分计费 lessons already opened are charged for' : '',
    terms.changedSince
      ? '  下单之后站点设置有过改动 the site’s settings were saved after the order'
      : '  下单之后没有改动 unchanged since the order',
    '',
    '交付 Delivery:',
    accessLog(evidence),
    '',
    '退款 Refunds:',
    ...(refunds.length === 0 ? ['  无 none'] : []),
    ...refunds.map(
      (refund) =>
        `  ${moment(refund.createdAt)} ${plain(money(refund.amountMinor, currencyOf(refund)))} ` +
        `${refund.status}: ${refund.reason}`,
    ),
    '',
    '说明 Statement:',
    dispute.note || '  —',
    '',
  ]
    .filter((line, index, all) => line !== '' || all[index - 1] !== '')
    .join('\n')
}

/** What was opened, when and how often, one line each. */
export function accessLog({ openings, titles, usage }: Evidence): string {
  const used = [...usage].map(
    ([itemId, { opened, of }]) => `  ${titles.get(itemId) ?? itemId}: ${opened}/${of} 讲 lessons`,
  )
  const opened = openings.map(
    ({ itemId, lesson, firstAt, lastAt, times }) =>
      `  ${moment(firstAt)} – ${moment(lastAt)} ×${times} ` +
      (lesson ?? titles.get(itemId) ?? itemId),
  )
  return [...used, ...(opened.length > 0 ? opened : ['  没有打开过 never opened'])].join('\n')
}

/** What a gateway that takes evidence is handed. */
export function gatewayEvidence(evidence: Evidence): DisputeEvidence {
  return {
    product: [...evidence.titles.values()].join('\n'),
    accessLog: accessLog(evidence),
    account: evidenceText(evidence),
  }
}

function plain(amount: Money): string {
  return `${formatDecimal(amount)} ${amount.currency}`
}

/** To the second, in UTC: a bank may be anywhere. */
function moment(at: Date): string {
  return `${at.toISOString().slice(0, 19).replace('T', ' ')} UTC`
}
