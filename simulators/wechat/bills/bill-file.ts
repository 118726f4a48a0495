import { gzipSync } from 'node:zlib'
import { formatDecimal } from '#kernel/money.ts'
import { beijing } from '../../beijing-time.ts'
import type { BillRow } from '../../engine/bill-rows.ts'
import type { BillFault } from '../../engine/faults.ts'

export type BillKind = 'trade' | 'funds'

export type BillFile = {
  kind: BillKind
  mchid: string
  rows: readonly BillRow[]
  faults?: readonly BillFault[]
}

/** The file as it is downloaded, with what is to be wrong with it. */
export function packedBill(text: string, packed: boolean, faults: readonly BillFault[]): Buffer {
  const has = (fault: BillFault['kind']) => faults.some((one) => one.kind === fault)
  const bytes = has('bomb') || has('lyingBomb') ? Buffer.alloc(64 << 20, '0') : Buffer.from(text)
  const file = packed ? gzipSync(bytes) : bytes
  return has('torn') ? file.subarray(0, file.length >> 1) : file
}

/** The table with its byte-order mark, each cell after a backtick, totals below. */
export function billText({ kind, mchid, rows, faults = [] }: BillFile): string {
  const [header, lines, names, totals] =
    kind === 'trade' ? tradeTable(mchid, rows) : fundsTable(fundsMoves(rows))
  const wrong = faults.some((fault) => fault.kind === 'wrongSums')
  const told = wrong ? [`${totals[0]}1`, ...totals.slice(1)] : totals
  const all = [header, ...lines, names, marked(told)]
  const kept = faults.some((fault) => fault.kind === 'noEnd') ? all.slice(0, -2) : all
  return `\ufeff${kept.join('\r\n')}\r\n`
}

type Table = [header: string, lines: string[], names: string, totals: string[]]

function marked(cells: readonly string[]): string {
  return cells.map((cell) => `\`${cell}`).join(',')
}

const tradeHeader =
  '交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,' +
  '付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,' +
  '退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注'
const tradeTotals =
  '总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额'

function tradeTable(mchid: string, rows: readonly BillRow[]): Table {
  const sum = (kind: BillRow['kind']) =>
    yuan(rows.filter((row) => row.kind === kind).reduce((total, { fen }) => total + fen, 0n))
  const fees = rows.reduce((total, row) => total + feeE5(row), 0n)
  const [ordered, returned] = [sum('payment'), sum('refund')]
  const totals = [String(rows.length), ordered, returned, '0.00', five(fees), ordered, returned]
  return [tradeHeader, rows.map((row) => marked(tradeCells(mchid, row))), tradeTotals, totals]
}

function tradeCells(mchid: string, row: BillRow): string[] {
  const paid = row.kind === 'payment'
  const amount = yuan(row.fen)
  return [
    ...[beijing(row.at), 'wx0123456789abcdef', mchid, '0', '', row.tradeNo, row.outTradeNo],
    ...['oSandbox00000000000000000001', 'NATIVE', paid ? 'SUCCESS' : 'REFUND', 'OTHERS', 'CNY'],
    ...[paid ? amount : '0.00', '0.00', paid ? '0' : `5030${row.tradeNo.slice(4)}`],
    ...[row.outRefundNo ?? '0', paid ? '0.00' : amount, '0.00', paid ? '' : 'ORIGINAL'],
    ...[paid ? '' : (row.refundStatus ?? 'SUCCESS'), row.subject, '', five(feeE5(row)), '0.60%'],
    ...[paid ? amount : '0.00', paid ? '0.00' : amount, ''],
  ]
}

/** 0.6 %, to the fifth decimal: of whole fen that is always exact. */
function feeE5({ kind, fen, refundStatus }: BillRow): bigint {
  if (refundStatus === 'CLOSED') return 0n
  return kind === 'payment' ? fen * 6n : -fen * 6n
}

/** 1/100,000 yuan as `-0.11994`. */
function five(e5: bigint): string {
  const digits = (e5 < 0n ? -e5 : e5).toString().padStart(6, '0')
  return `${e5 < 0n ? '-' : ''}${digits.slice(0, -5)}.${digits.slice(-5)}`
}

const fundsHeader =
  '记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额（元）,账户结余（元）,' +
  '资金变更提交申请人,备注,业务凭证号'
const fundsTotals = '资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额'

type Move = { row: BillRow; word: string; comes: boolean; fen: bigint; remark: string }

/**
 * A payment comes whole and its fee goes apart; a refund goes less the fee that comes back, and
 * not at all when it was closed.
 */
function fundsMoves(rows: readonly BillRow[]): Move[] {
  return rows.flatMap((row): Move[] => {
    const { fen, feeFen } = row
    if (row.refundStatus === 'CLOSED') return []
    if (row.kind === 'refund') {
      const remark = `退款总金额${yuan(fen)}元;含手续费${yuan(-feeFen)}元`
      return [{ row, word: '退款', comes: false, fen: fen + feeFen, remark }]
    }
    const paid = { row, word: '交易', comes: true, fen, remark: '' }
    const fee = { row, word: '扣除交易手续费', comes: false, fen: feeFen, remark: '' }
    return feeFen === 0n ? [paid] : [paid, fee]
  })
}

function fundsTable(moves: readonly Move[]): Table {
  let balance = 0n
  const lines = moves.map(({ row, word, comes, fen, remark }, index) => {
    balance += comes ? fen : -fen
    return marked([
      ...[beijing(row.at), row.tradeNo, `19000${String(index).padStart(20, '0')}`, word, word],
      ...[comes ? '收入' : '支出', yuan(fen), yuan(balance), 'system', remark],
      row.outRefundNo ?? row.outTradeNo,
    ])
  })
  const of = (direction: boolean) => moves.filter(({ comes }) => comes === direction)
  const sum = (some: readonly Move[]) => yuan(some.reduce((total, { fen }) => total + fen, 0n))
  const [come, go] = [of(true), of(false)]
  const totals = [moves.length, come.length, sum(come), go.length, sum(go)].map(String)
  return [fundsHeader, lines, fundsTotals, totals]
}

function yuan(fen: bigint): string {
  return formatDecimal({ minor: fen, currency: 'CNY' })
}
