import { and, eq, sql } from 'drizzle-orm'
import type { Ctx } from '#platform/ctx.ts'
import type { BillLine } from '../bill.ts'
import { badBill } from '../bills/bad-bill.ts'
import { gatewayOf } from '../gateways/gateways.ts'
import { type BillSums, billLines } from '../tables.ts'
import type { BillRun } from './bill-run.ts'
import { dayStart } from './business-day.ts'
import { sumBill } from './sum-bill.ts'

/** Lines sent to the database at once: memory stays the same however long the bill is. */
const BATCH = 1_000
/** From so many on, the planner is told at once; else it would match them as if they were few. */
const MANY = 10_000

export type TakenBill =
  | { kind: 'taken'; lines: number; sums: BillSums }
  | { kind: 'later'; code: string; isFailure: boolean }

/**
 * Fetches the run's bill and lays its lines beside those of earlier attempts, where nobody looks
 * at them before `matchBill`. Throws `bill.*` for a bill that cannot be believed: then nothing has
 * changed. A bill of funds is only added up.
 */
export async function takeBill(ctx: Ctx, run: BillRun): Promise<TakenBill> {
  if (ctx.db.inTransaction) throw new Error('a gateway is never called inside a transaction')
  await forgetVainAttempts(ctx, run)
  const reply = await gatewayOf(run.provider).fetchBill?.(run.date, run.kind)
  if (!reply) return { kind: 'later', code: 'no_bills', isFailure: true }
  if (reply.kind === 'not_ready') return { kind: 'later', code: 'not_ready', isFailure: false }
  if (reply.kind === 'unknown') return { kind: 'later', code: reply.code, isFailure: true }
  if (reply.kind === 'empty') return { kind: 'taken', lines: 0, sums: {} }
  return layDown(ctx, run, reply.lines)
}

async function forgetVainAttempts(ctx: Ctx, run: BillRun): Promise<void> {
  const believed = sql`(select take from bill_runs where id = ${run.id}::uuid)`
  await ctx.db
    .delete(billLines)
    .where(and(eq(billLines.runId, run.id), sql`${billLines.take} is distinct from ${believed}`))
}

async function layDown(ctx: Ctx, run: BillRun, lines: AsyncIterable<BillLine>): Promise<TakenBill> {
  const total = sumBill()
  let count = 0
  let batch: object[] = []
  for await (const line of lines) {
    refuseOtherDay(run, line)
    const fees = total.add(line)
    if (run.kind === 'trade') batch.push(rowOf(line, fees, count))
    count += 1
    if (batch.length < BATCH) continue
    await insertLines(ctx, run, batch)
    batch = []
  }
  if (batch.length > 0) await insertLines(ctx, run, batch)
  if (count >= MANY) await ctx.db.execute(sql`analyze bill_lines`)
  return { kind: 'taken', lines: count, sums: total.sums() }
}

/** A payment stands in the bill of its day or, near midnight, of the next; else it is old paper. */
function refuseOtherDay({ provider, date }: BillRun, { kind, at }: BillLine): void {
  if (kind !== 'payment' || !at) return
  if (at < dayStart(provider, date, -1) || at >= dayStart(provider, date, 2)) {
    throw badBill('forged', 'other_day', { at: at.toISOString() })
  }
}

function rowOf(
  line: BillLine,
  { feeMinor, feeShareMinor }: { feeMinor: bigint; feeShareMinor: bigint },
  lineNo: number,
): object {
  return {
    line_no: lineNo,
    kind: line.kind,
    subject: subjectOf(line),
    out_trade_no: line.outTradeNo,
    trade_no: line.tradeNo,
    currency: line.currency,
    amount_minor: String(line.amountMinor),
    fee_e5: String(line.feeE5),
    fee_minor: String(feeMinor),
    fee_share_minor: String(feeShareMinor),
    status: line.status,
    at: line.at,
  }
}

/** Made by hand at the gateway, it has none of our numbers and goes by the gateway's. */
function subjectOf({ kind, outTradeNo, outRefundNo, tradeNo }: BillLine): string {
  return (kind === 'refund' ? outRefundNo : outTradeNo) || tradeNo
}

/** One parameter for a whole batch: a thousand rows of thirteen would be slower to send. */
async function insertLines(ctx: Ctx, run: BillRun, rows: object[]): Promise<void> {
  await ctx.db.execute(sql`
    insert into bill_lines (
      run_id, take, line_no, kind, subject, out_trade_no, trade_no, currency,
      amount_minor, fee_e5, fee_minor, fee_share_minor, status, at)
    select ${run.id}::uuid, ${run.attempt}::int, line.*
    from json_to_recordset(${JSON.stringify(rows)}::text::json) as line (
      line_no int, kind text, subject text, out_trade_no text, trade_no text, currency text,
      amount_minor bigint, fee_e5 bigint, fee_minor bigint, fee_share_minor bigint,
      status text, at timestamptz)`)
}
