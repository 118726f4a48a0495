import { parseBeijing } from '../../beijing-time.ts'
import type { BillKind } from '../../bill.ts'
import { readE5 } from '../../bills/amount-e5.ts'
import { badBill } from '../../bills/bad-bill.ts'

/** Where each column stands, by its name. */
export type Columns = ReadonlyMap<string, number>

/** A row by column name; an absent column is empty. */
export type Cells = (name: string) => string

const required: Record<BillKind, readonly string[]> = {
  trade: [
    ...['交易时间', '商户号', '微信订单号', '商户订单号', '交易状态', '货币种类'],
    ...['商户退款单号', '退款状态', '手续费', '订单金额', '申请退款金额'],
  ],
  funds: ['记账时间', '微信支付业务单号', '业务名称', '业务类型', '收支类型', '收支金额'],
}

/** Every cell of a row begins with a backtick; headers have none. */
export function isRow(line: string): boolean {
  return line.startsWith('`')
}

/** Cells are divided by a comma and the next cell's backtick, so a comma alone is text. */
export function splitRow(line: string): string[] {
  return line.slice(1).split(',`')
}

/** Reads a header; a unit in brackets is no part of a name. `kind` null: any columns will do. */
export function columnsOf(header: string, kind: BillKind | null): Columns {
  const names = header.split(',').map((cell) => cell.trim().replace(/[（(].*$/s, ''))
  const columns = new Map(names.map((name, index) => [name, index]))
  const missing = kind ? required[kind].filter((name) => !columns.has(name)) : []
  if (missing.length > 0 || columns.size !== names.length) {
    throw badBill('unreadable', 'columns', { missing })
  }
  return columns
}

/** Words of the merchant's own, in which a comma and a backtick may have been, side by side. */
const ownWords = ['商品名称', '备注']
const amounts = ['手续费', '订单金额', '申请退款金额', '收支金额', '账户结余']

/**
 * A row under its header. Cells too many are given back to the merchant's own words, if that makes
 * date and amounts fall into place.
 */
export function fitRow(row: string[], columns: Columns): Cells {
  const extra = row.length - columns.size
  if (extra < 0) throw badBill('unreadable', 'short_row')
  if (extra === 0) return cellsOf(row, columns)
  const at = ownWords.flatMap((name) => columns.get(name) ?? [])[0]
  if (at === undefined) throw badBill('unreadable', 'row')
  const whole = [...row.slice(0, at), joined(row, at, extra), ...row.slice(at + extra + 1)]
  const cells = cellsOf(whole, columns)
  if (!fits(cells, columns)) throw badBill('unreadable', 'row')
  return cells
}

function joined(row: string[], at: number, extra: number): string {
  return row.slice(at, at + extra + 1).join(',`')
}

function fits(cells: Cells, columns: Columns): boolean {
  const date = columns.has('交易时间') ? '交易时间' : '记账时间'
  return (
    parseBeijing(cells(date)) !== null &&
    amounts.filter((name) => columns.has(name)).every((name) => readE5(cells(name)) !== null)
  )
}

function cellsOf(row: string[], columns: Columns): Cells {
  return (name) => row[columns.get(name) ?? -1]?.trim() ?? ''
}
