import type { BillKind } from '../../bill.ts'
import { absolute, readE5 } from '../../bills/amount-e5.ts'
import { badBill } from '../../bills/bad-bill.ts'
import type { Cells } from './columns.ts'

/** What was read so far, by the names of the totals; counts are whole numbers, the rest 1e-5. */
export type BillSums = Map<string, bigint>

export function noSums(): BillSums {
  return new Map()
}

export function addTo(sums: BillSums, name: string, amount: bigint): void {
  sums.set(name, (sums.get(name) ?? 0n) + amount)
}

const counts: Record<BillKind, readonly string[]> = {
  trade: ['总交易单数'],
  funds: ['资金流水总笔数', '收入笔数', '支出笔数'],
}
const totals: Record<BillKind, readonly string[]> = {
  trade: ['订单总金额', '申请退款总金额', '手续费总金额'],
  funds: ['收入金额', '支出金额'],
}
/** A total of fees may be told in whole fen where its rows have five decimals. */
const ROUNDED = '手续费总金额'
const FEN_E5 = 1_000n

/** The row of totals must be true of the rows above it. */
export function checkSums(cells: Cells, sums: BillSums, kind: BillKind): void {
  for (const name of counts[kind]) {
    if (!/^\d{1,15}$/.test(cells(name)) || BigInt(cells(name)) !== (sums.get(name) ?? 0n)) {
      throw wrongSum(name, cells(name), sums)
    }
  }
  for (const name of totals[kind]) {
    const said = readE5(cells(name))
    const off = said === null ? null : absolute(said - (sums.get(name) ?? 0n))
    const allowed = name === ROUNDED ? FEN_E5 : 1n
    if (off === null || off >= allowed) throw wrongSum(name, cells(name), sums)
  }
}

function wrongSum(name: string, said: string, sums: BillSums) {
  return badBill('torn', 'sums', { name, said, read: String(sums.get(name) ?? 0n) })
}
