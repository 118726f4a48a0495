import { parseBeijing } from '../../beijing-time.ts'
import type { BillLine } from '../../bill.ts'
import { centsOfE5, readE5 } from '../../bills/amount-e5.ts'
import { badBill } from '../../bills/bad-bill.ts'
import { addTo, type BillSums } from './bill-sums.ts'
import type { Cells } from './columns.ts'

/**
 * One line of the funds bill: money that came or went, in whole fen. The fee of a payment is a line
 * of its own; a refund's line is less the fee that came back with it, as its remark says. Our
 * number stands in 业务凭证号: of a refund that is the refund's, and the charge is not named.
 */
export function fundsLine(cells: Cells, sums: BillSums): BillLine {
  const amount = readE5(cells('收支金额'))
  const comes = { 收入: true, 支出: false }[cells('收支类型')]
  if (comes === undefined || amount === null || amount < 0n) throw badBill('unreadable', 'line')
  addTo(sums, '资金流水总笔数', 1n)
  addTo(sums, comes ? '收入笔数' : '支出笔数', 1n)
  addTo(sums, comes ? '收入金额' : '支出金额', amount)
  const kind = kindOf(cells('业务类型') + cells('业务名称'), comes)
  const whole = kind === 'refund' ? wholeRefund(cells('备注'), amount) : { amount, fee: 0n }
  const fen = centsOfE5(whole.amount)
  if (fen === null) throw badBill('unreadable', 'amount')
  const number = cells('业务凭证号')
  return {
    kind,
    outTradeNo: kind === 'refund' ? '' : number,
    tradeNo: cells('微信支付业务单号'),
    outRefundNo: kind === 'refund' ? number || null : null,
    currency: 'CNY',
    amountMinor: kind === 'fee' ? 0n : fen,
    feeE5: kind === 'fee' ? (comes ? -amount : amount) : whole.fee,
    status: 'succeeded',
    at: parseBeijing(cells('记账时间')),
  }
}

function kindOf(words: string, comes: boolean): BillLine['kind'] {
  if (words.includes('手续费')) return 'fee'
  if (words.includes('退款') && !comes) return 'refund'
  if (words.startsWith('交易') && comes) return 'payment'
  return comes ? 'incoming' : 'outgoing'
}

const remark = /^退款总金额([\d.]+)元[;；]含手续费([\d.]+)元$/

/** The remark is believed only where it agrees with the amount that left. */
function wholeRefund(text: string, left: bigint): { amount: bigint; fee: bigint } {
  const [, total = '', back = ''] = remark.exec(text) ?? []
  const amount = readE5(total)
  const fee = readE5(back)
  const agrees = amount !== null && fee !== null && amount - fee === left
  return agrees ? { amount, fee: -fee } : { amount: left, fee: 0n }
}
