import { parseBeijing } from '../../beijing-time.ts'
import type { BillLine } from '../../bill.ts'
import { absolute, centsOfE5, readE5 } from '../../bills/amount-e5.ts'
import { badBill } from '../../bills/bad-bill.ts'
import { addTo, type BillSums } from './bill-sums.ts'
import type { Cells } from './columns.ts'

const kinds: Record<string, 'payment' | 'refund'> = { 交易: 'payment', 退款: 'refund' }

/**
 * One line of 业务明细. What the payer paid is 订单金额 (商家实收 is less when Alipay's coupons
 * helped). The fee's sign differs from bill to bill, its direction does not: kept from a payment,
 * given back with a refund.
 */
export function tradeLine(cells: Cells, sums: BillSums): BillLine {
  const word = cells('业务类型')
  const kind = kinds[word]
  const ordered = readE5(cells('订单金额'))
  const received = readE5(cells('商家实收'))
  const fee = readE5(cells('服务费') || '0')
  if (!kind || ordered === null || received === null || fee === null) {
    throw badBill('unreadable', 'line', { type: word })
  }
  const fen = centsOfE5(absolute(ordered))
  if (fen === null || ordered < 0n !== (kind === 'refund' && ordered !== 0n)) {
    throw badBill('unreadable', 'amount')
  }
  addTo(sums[kind === 'payment' ? '交易' : '退款'], received)
  return {
    kind,
    outTradeNo: cells('商户订单号'),
    tradeNo: cells('支付宝交易号'),
    outRefundNo: kind === 'refund' ? cells('退款批次号') || null : null,
    currency: 'CNY',
    amountMinor: fen,
    feeE5: kind === 'payment' ? absolute(fee) : -absolute(fee),
    status: 'succeeded',
    at: parseBeijing(cells('完成时间')),
  }
}
