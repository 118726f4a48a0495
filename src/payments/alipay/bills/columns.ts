import { parseBeijing } from '../../beijing-time.ts'
import type { BillKind } from '../../bill.ts'
import { readE5 } from '../../bills/amount-e5.ts'
import { badBill } from '../../bills/bad-bill.ts'

/** Where each column stands: their order has changed over the years, their names have not. */
export type Columns = ReadonlyMap<string, number>

/** A row by column name, padding removed; an absent column is empty. */
export type Cells = (name: string) => string

const required: Record<BillKind, readonly string[]> = {
  trade: ['商户订单号', '业务类型', '完成时间', '订单金额', '商家实收', '退款批次号', '服务费'],
  funds: ['业务流水号', '商户订单号', '发生时间', '收入金额', '支出金额', '业务类型'],
}

/** Reads the header; a unit in brackets and what follows a slash are no part of a name. */
export function columnsOf(header: string[], kind: BillKind): Columns {
  const columns = new Map(header.map((cell, index) => [nameOf(cell), index]))
  const missing = required[kind].filter((name) => !columns.has(name))
  if (missing.length > 0) throw badBill('unreadable', 'columns', { missing })
  return columns
}

function nameOf(cell: string): string {
  return cell.replace(/[（(].*$|\/.*$|\s+/gs, '')
}

/**
 * A row under its header. Commas that a merchant's own words brought along, bare, are given back to
 * the title or the remark, if there is exactly one way to make dates and amounts fall into place.
 */
export function fitRow(row: string[], columns: Columns): Cells {
  const extra = row.length - columns.size
  if (extra < 0) throw badBill('unreadable', 'short_row')
  const ways = Array.from({ length: extra + 1 }, (_, inTitle) => rejoined(row, columns, inTitle))
  const [only, another] = ways.filter((way) => way !== null && fits(way, columns, extra > 0))
  if (!only || another) throw badBill('unreadable', 'row')
  return cellsOf(only, columns)
}

/** Gives `inTitle` commas back to the title and the other surplus ones to the last column. */
function rejoined(row: string[], columns: Columns, inTitle: number): string[] | null {
  const surplus = row.length - columns.size - inTitle
  const title = columns.get('商品名称')
  if (inTitle > 0 && title === undefined) return null
  const at = title ?? 0
  const name = row.slice(at, at + inTitle + 1).join(',')
  const parts = [...row.slice(0, at), name, ...row.slice(at + inTitle + 1)]
  const last = parts.length - surplus - 1
  return [...parts.slice(0, last), parts.slice(last).join(',')]
}

const dates = ['创建时间', '完成时间', '发生时间']
const amounts = ['订单金额', '商家实收', '服务费', '收入金额', '支出金额']

/** Whether dates and amounts stand where they should; none may be empty in a row put together. */
function fits(row: string[], columns: Columns, rejoinedRow: boolean): boolean {
  const cells = cellsOf(row, columns)
  const right = (names: string[], reads: (text: string) => unknown) =>
    names
      .filter((name) => columns.has(name))
      .map(cells)
      .every((text) => (text === '' ? !rejoinedRow : reads(text) !== null))
  return right(dates, parseBeijing) && right(amounts, readE5)
}

function cellsOf(row: string[], columns: Columns): Cells {
  return (name) => row[columns.get(name) ?? -1]?.trim() ?? ''
}
