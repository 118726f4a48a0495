import { beijing } from '../beijing-time.ts'
import type { BillRow } from '../engine/bill-rows.ts'
import type { BillFault } from '../engine/faults.ts'
import { encodeGbk } from '../engine/gbk.ts'
import { writeZip } from '../engine/zip.ts'
import { yuan } from './trade.ts'

export type BillKind = 'trade' | 'signcustomer'

export type BillFile = {
  kind: BillKind
  sellerId: string
  /** `yyyy-MM-dd` */
  day: string
  rows: readonly BillRow[]
  /** When it was made. */
  at: number
  faults?: readonly BillFault[]
}

const titles: Record<BillKind, string> = { trade: '业务', signcustomer: '账务' }

/** The archive that a merchant downloads: the table and its summary, in GBK, name and all. */
export function billArchive(bill: BillFile): Buffer {
  const { kind, sellerId, day, faults = [] } = bill
  const has = (fault: BillFault['kind']) => faults.some((one) => one.kind === fault)
  const text = billText(bill)
  const bytes = has('utf8Bom') ? Buffer.from(`\ufeff${text}`) : encodeGbk(text)
  const base = `${sellerId}0156_${day.replaceAll('-', '')}_${titles[kind]}明细`
  const folder = has('badPath') ? '../../' : ''
  const data = has('bomb') || has('lyingBomb') ? Buffer.alloc(64 << 20, '0') : bytes
  const claimed = {
    ...(has('lyingBomb') ? { claimedSize: bytes.length } : {}),
    ...(has('badChecksum') ? { claimedSum: 1 } : {}),
  }
  const archive = writeZip([
    { name: encodeGbk(`${folder}${base}.csv`), data, ...claimed },
    { name: encodeGbk(`${base}(汇总).csv`), data: encodeGbk('#汇总\r\n') },
  ])
  return has('torn') ? archive.subarray(0, archive.length >> 1) : archive
}

/** The table between its `#` lines, sums below, as Alipay writes it. */
export function billText(bill: BillFile): string {
  const { kind, sellerId, day, at, faults = [] } = bill
  const end = beijing(Date.parse(`${day}T00:00:00+08:00`) + 86_400_000)
  const rule = '-'.repeat(41)
  const sums = kind === 'trade' ? tradeSums(bill.rows) : fundsSums(fundsMoves(bill.rows))
  const wrong = faults.some((fault) => fault.kind === 'wrongSums')
  const lines = [
    `#支付宝${titles[kind]}明细查询`,
    `#账号：[${sellerId}0156]`,
    `#起始日期：[${long(`${day} 00:00:00`)}]   终止日期：[${long(end)}]`,
    `#${rule}${titles[kind]}明细列表${rule}`,
    kind === 'trade' ? tradeHeader : fundsHeader,
    ...(kind === 'trade' ? bill.rows.map(tradeRow) : fundsRows(fundsMoves(bill.rows))),
    `#${rule}${titles[kind]}明细列表结束${rule}`,
    ...sums.map((line) => (wrong ? line.replace(/：(\d+)笔/, (_, n) => `：${n}1笔`) : line)),
    `#导出时间：[${long(beijing(at))}]`,
  ]
  const wanted = faults.some((fault) => fault.kind === 'noEnd') ? lines.slice(0, -4) : lines
  return `${wanted.join('\r\n')}\r\n`
}

/** `2026-11-22 08:00:00` as `2026年11月22日 08:00:00`. */
function long(text: string): string {
  return text.replace(/^(\d+)-(\d+)-(\d+)/, '$1年$2月$3日')
}

const tradeHeader =
  '支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,' +
  '对方账户,订单金额（元）,商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,' +
  '商家优惠（元）,券核销金额（元）,券名称,商家红包消费金额（元）,卡消费金额（元）,' +
  '退款批次号/请求号,服务费（元）,分润（元）,备注'

/** Numbers end in a tab, so that a spreadsheet does not round them. */
function tradeRow(row: BillRow): string {
  const amount = yuan(row.kind === 'payment' ? row.fen : -row.fen)
  return [
    `${row.tradeNo}\t`,
    `${row.outTradeNo}\t`,
    row.kind === 'payment' ? '交易\t' : '退款\t',
    quoted(row.subject),
    beijing(row.createdAt),
    beijing(row.at),
    ...['\t', '\t', '\t', '\t'],
    '*学(159****5620)\t',
    amount,
    amount,
    ...['0.00', '0.00', '0.00', '0.00', '0.00', '', '0.00\t', '0.00'],
    `${row.outRefundNo ?? ''}\t`,
    yuan(-row.feeFen),
    '0.00',
    '',
  ].join(',')
}

function quoted(text: string): string {
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

function tradeSums(rows: readonly BillRow[]): string[] {
  const of = (kind: BillRow['kind']) => rows.filter((row) => row.kind === kind)
  const sum = (some: readonly BillRow[]) => some.reduce((total, { fen }) => total + fen, 0n)
  const [paid, back] = [of('payment'), of('refund')]
  return [
    `#交易合计：${paid.length}笔，商家实收共${yuan(sum(paid))}元，商家优惠共0.00元`,
    `#退款合计：${back.length}笔，商家实收退款共${yuan(-sum(back))}元，商家优惠退款共0.00元`,
  ]
}

const fundsHeader =
  '账务流水号,业务流水号,商户订单号,商品名称,发生时间,对方账号,收入金额（+元）,支出金额（-元）,' +
  '账户余额（元）,交易渠道,业务类型,备注'

type Move = { row: BillRow; word: string; fen: bigint }

/** A payment comes whole and its fee goes apart; a refund the other way round. */
function fundsMoves(rows: readonly BillRow[]): Move[] {
  return rows.flatMap((row): Move[] => {
    const paid = row.kind === 'payment'
    const moved = { row, word: paid ? '在线支付' : '交易退款', fen: paid ? row.fen : -row.fen }
    return row.feeFen === 0n ? [moved] : [moved, { row, word: '收费', fen: -row.feeFen }]
  })
}

function fundsRows(moves: readonly Move[]): string[] {
  let balance = 0n
  return moves.map(({ row, word, fen }, index) => {
    balance += fen
    return [
      `${row.tradeNo.slice(0, 8)}${String(index).padStart(8, '0')}\t`,
      `${row.tradeNo}\t`,
      `${row.outTradeNo}\t`,
      quoted(row.subject),
      beijing(row.at),
      '*学(159****5620)\t',
      fen > 0n ? yuan(fen) : '0.00',
      fen > 0n ? '0.00' : yuan(fen),
      yuan(balance),
      '支付宝',
      word,
      '',
    ].join(',')
  })
}

function fundsSums(moves: readonly Move[]): string[] {
  const out = moves.filter(({ fen }) => fen <= 0n)
  const come = moves.filter(({ fen }) => fen > 0n)
  const sum = (some: readonly Move[]) => some.reduce((total, { fen }) => total + fen, 0n)
  return [
    `#支出合计：${out.length}笔，共${yuan(-sum(out))}元`,
    `#收入合计：${come.length}笔，共${yuan(sum(come))}元`,
  ]
}
