import type { BillFault } from './faults.ts'

/** One line of a bill, whatever the gateway. */
export type BillRow = {
  kind: 'payment' | 'refund'
  outTradeNo: string
  tradeNo: string
  outRefundNo: string | null
  fen: bigint
  /** What the gateway keeps (negative: gives back). */
  feeFen: bigint
  subject: string
  createdAt: number
  at: number
  /** How the refund stood when the bill was made, where a bill tells it. */
  refundStatus?: string
}

const FEE_BASIS_POINTS = 60n

/** 0.6 %, rounded half up to the fen. */
export function feeOf(fen: bigint): bigint {
  return (fen * FEE_BASIS_POINTS + 5_000n) / 10_000n
}

/** The rows as the bill will tell them, with what is planned to be wrong with them. */
export function spoilRows(rows: readonly BillRow[], faults: readonly BillFault[]): BillRow[] {
  return faults.reduce<BillRow[]>(
    (told, fault) => {
      switch (fault.kind) {
        case 'missingRow':
          return told.filter((row) => !meant(row, fault))
        case 'duplicateRow':
          return told.flatMap((row) => (meant(row, fault) ? [row, row] : [row]))
        case 'amountDelta':
          return told.map((row) =>
            meant(row, fault) ? { ...row, fen: row.fen + BigInt(fault.deltaFen) } : row,
          )
        case 'extraRow':
          return told.concat(extraRow(fault, told))
        default:
          return told
      }
    },
    [...rows],
  )
}

/** A fault names a payment by its number, or one refund of it by that refund's number. */
function meant(row: BillRow, fault: { outTradeNo: string; outRefundNo?: string }): boolean {
  return row.outTradeNo === fault.outTradeNo && row.outRefundNo === (fault.outRefundNo ?? null)
}

function extraRow(
  { outTradeNo, fen, at }: Extract<BillFault, { kind: 'extraRow' }>,
  rows: readonly BillRow[],
): BillRow {
  const moment = at ?? rows.at(-1)?.at ?? 0
  return {
    kind: 'payment',
    outTradeNo,
    tradeNo: `2088${outTradeNo.replace(/\D/g, '').padStart(24, '0').slice(-24)}`,
    outRefundNo: null,
    fen: BigInt(fen),
    feeFen: feeOf(BigInt(fen)),
    subject: '不在账上的一笔',
    createdAt: moment,
    at: moment,
  }
}
