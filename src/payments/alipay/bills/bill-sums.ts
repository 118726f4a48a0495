import { absolute, readE5 } from '../../bills/amount-e5.ts'
import { badBill } from '../../bills/bad-bill.ts'

export type BillSum = { count: number; e5: bigint }

/** What was read so far, by the words of the footer; amounts are positive both ways. */
export type BillSums = Record<'交易' | '退款' | '收入' | '支出', BillSum>

export function noSums(): BillSums {
  const none = () => ({ count: 0, e5: 0n })
  return { 交易: none(), 退款: none(), 收入: none(), 支出: none() }
}

export function addTo(sum: BillSum, e5: bigint): void {
  sum.count += 1
  sum.e5 += absolute(e5)
}

const footer = /^#+(交易|退款|收入|支出)合计[：:](\d+)笔[，,](?:商家实收(?:退款)?)?共([-+\d.]+)元/

/** `#交易合计：6笔，商家实收共0.06元，…` must be true of the lines above it. */
export function checkFooter(note: string, sums: BillSums): void {
  const [, word, count, amount = ''] = footer.exec(note) ?? []
  if (!word) return
  const read = sums[word as keyof BillSums]
  const said = readE5(amount)
  if (said === null || Number(count) !== read.count || absolute(said) !== read.e5) {
    const details = { word, count, amount, readCount: read.count, readE5: String(read.e5) }
    throw badBill('torn', 'sums', details)
  }
}
