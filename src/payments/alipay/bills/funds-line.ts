import { parseBeijing } from '../../beijing-time.ts'
import type { BillLine } from '../../bill.ts'
import { absolute, centsOfE5, readE5 } from '../../bills/amount-e5.ts'
import { badBill } from '../../bills/bad-bill.ts'
import { addTo, type BillSums } from './bill-sums.ts'
import type { Cells } from './columns.ts'

/**
 * One line of 账务明细: money that came or went. A fee is a line of its own here, so no line has a
 * `feeE5` beside its amount except a fee itself, which says it there.
 */
export function fundsLine(cells: Cells, sums: BillSums): BillLine {
  const income = readE5(cells('收入金额') || '0')
  const outlay = readE5(cells('支出金额') || '0')
  const one = income === null || outlay === null ? null : oneOf(income, absolute(outlay))
  const fen = one && centsOfE5(one.e5)
  if (!one || fen === null) throw badBill('unreadable', 'amount')
  addTo(sums[one.comes ? '收入' : '支出'], one.e5)
  const kind = kindOf(cells('业务类型'), one.comes)
  const fee = one.comes ? -one.e5 : one.e5
  return {
    kind,
    outTradeNo: cells('商户订单号'),
    tradeNo: cells('业务流水号'),
    outRefundNo: null,
    currency: 'CNY',
    amountMinor: kind === 'fee' ? 0n : fen,
    feeE5: kind === 'fee' ? fee : 0n,
    status: 'succeeded',
    at: parseBeijing(cells('发生时间')),
  }
}

/** Each line moves money one way. */
function oneOf(income: bigint, outlay: bigint): { comes: boolean; e5: bigint } | null {
  if (income < 0n || (income !== 0n && outlay !== 0n)) return null
  return income === 0n ? { comes: false, e5: outlay } : { comes: true, e5: income }
}

function kindOf(word: string, comes: boolean): BillLine['kind'] {
  if (/收费|服务费|手续费/.test(word)) return 'fee'
  if (word.includes('退款') && !comes) return 'refund'
  if (word === '在线支付' && comes) return 'payment'
  return comes ? 'incoming' : 'outgoing'
}
