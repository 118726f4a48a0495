import { parseBeijing } from '../../beijing-time.ts'
import type { BillLine } from '../../bill.ts'
import { absolute, centsOfE5, readE5 } from '../../bills/amount-e5.ts'
import { badBill } from '../../bills/bad-bill.ts'
import { addTo, type BillSums } from './bill-sums.ts'
import type { Cells } from './columns.ts'

/** 交易状态: a refunded order keeps its own row of SUCCESS. */
const kinds: Record<string, 'payment' | 'refund'> = {
  SUCCESS: 'payment',
  REFUND: 'refund',
  REVOKED: 'refund',
}
/** 退款状态 as it was when the bill was made; anything else has failed or must be asked for. */
const statuses: Record<string, BillLine['status']> = {
  SUCCESS: 'succeeded',
  PROCESSING: 'processing',
}

/**
 * One line of the trade bill. What the payer paid is 订单金额, what goes back 申请退款金额 (the
 * amounts to settle are less when the gateway's coupons helped). A refund stands on the day it was
 * asked for. The fee is kept from a payment and given back with a refund, whatever its sign.
 */
export function tradeLine(cells: Cells, sums: BillSums, mchid: string): BillLine {
  const kind = kinds[cells('交易状态')]
  const ordered = readE5(cells('订单金额'))
  const returned = readE5(cells('申请退款金额'))
  const fee = readE5(cells('手续费') || '0')
  if (!kind || ordered === null || returned === null || fee === null) {
    throw badBill('unreadable', 'line', { state: cells('交易状态') })
  }
  if (cells('商户号') !== mchid) throw badBill('forged', 'foreign_account')
  const fen = centsOfE5(kind === 'payment' ? ordered : absolute(returned))
  const strange = fen === null || fen < 0n || cells('货币种类') !== 'CNY'
  if (strange) throw badBill('unreadable', 'amount')
  addTo(sums, '总交易单数', 1n)
  addTo(sums, '订单总金额', ordered)
  addTo(sums, '申请退款总金额', returned)
  addTo(sums, '手续费总金额', fee)
  return {
    kind,
    outTradeNo: cells('商户订单号'),
    tradeNo: cells('微信订单号'),
    outRefundNo: kind === 'refund' ? numberOf(cells('商户退款单号')) : null,
    currency: 'CNY',
    amountMinor: fen,
    feeE5: kind === 'payment' ? absolute(fee) : -absolute(fee),
    status: kind === 'payment' ? 'succeeded' : (statuses[cells('退款状态')] ?? 'failed'),
    at: parseBeijing(cells('交易时间')),
  }
}

/** Empty numbers are told as `0`. */
function numberOf(cell: string): string | null {
  return cell === '' || cell === '0' ? null : cell
}
