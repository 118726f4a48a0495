import { open, writeFile } from 'node:fs/promises'
import type postgres from 'postgres'
import { readAlipayBill } from '#payments/alipay/bills/read-alipay-bill.ts'
import type { Provider } from '#payments/provider.ts'
import { billArchive } from '../../simulators/alipay/bill-file.ts'
import { type BillRow, feeOf } from '../../simulators/engine/bill-rows.ts'

const SELLER = '2088102146225135'
/** One payment in so many was given back. */
const REFUNDED = 20
const AT = '12:00:00'

/** Which of the numbers from 1 on are planted with what. */
const planted = {
  missingThere: (n: number) => n % 2_500 === 1,
  missingHere: (n: number) => n % 4_000 === 2,
  amount: (n: number) => n % 3_000 === 3,
  duplicate: (n: number) => n % 6_000 === 4,
  fee: (n: number) => n % 9_000 === 5,
  refundMissingThere: (n: number) => n % 12_000 === 6 * REFUNDED,
  refundAmount: (n: number) => n % 15_000 === 7 * REFUNDED,
}
const FOREIGN = 21

export type PlantedCounts = Record<string, number>

/** How many differences a comparison of `payments` payments must find, no more and no fewer. */
export function plantedIn(payments: number): PlantedCounts {
  const numbers = Array.from({ length: payments }, (_, index) => index + 1)
  const count = (is: (n: number) => boolean) => numbers.filter(is).length
  return {
    'missing_there payment': count(planted.missingThere),
    'missing_here payment': count(planted.missingHere) + FOREIGN,
    'amount payment': count(planted.amount),
    'duplicate_row payment': count(planted.duplicate),
    'fee payment': count(planted.fee),
    'missing_there refund': count(planted.refundMissingThere),
    'amount refund': count(planted.refundAmount),
  }
}

/** Our side: a day's settled charges, refunds and estimated fees, as sets and not one by one. */
export async function sowCharges(
  sql: postgres.Sql,
  { payments, account, date }: { payments: number; account: string; date: string },
): Promise<void> {
  const at = `${date}T${AT}+08:00`
  await sql.begin(async (tx) => {
    // Only the triggers are left out, which would check each of these rows by itself.
    await tx`set local session_replication_role = replica`
    await tx`
      insert into charges (id, subject, provider, account, out_trade_no, trade_no, amount_minor,
        currency, status, expires_at, settled_at, created_at)
      select gen_random_uuid(), gen_random_uuid()::text, 'alipay', ${account},
        'MANY' || lpad(n::text, 12, '0'), '2026' || lpad(n::text, 24, '0'),
        990 + (n::bigint * 7919) % 90000, 'CNY',
        case when n % 4000 = 2 then 'open' else 'settled' end, ${at}::timestamptz,
        case when n % 4000 = 2 then null else ${at}::timestamptz end, ${at}::timestamptz
      from generate_series(1, ${payments}::int) n`
    await tx`
      insert into refunds (id, charge_id, out_refund_no, amount_minor, currency, reason, status,
        requested_by, created_at, finished_at)
      select gen_random_uuid(), id, 'BACK' || right(out_trade_no, 12), amount_minor / 2, 'CNY', '',
        'succeeded', 'test', ${at}::timestamptz, ${at}::timestamptz
      from charges where right(out_trade_no, 12)::int % ${REFUNDED}::int = 0`
    await tx`
      insert into ledger_transfers (id, key, kind, subject, at)
      select id, 'fee:' || id, 'fee', 'order:' || subject, ${at}::timestamptz
      from charges where status = 'settled'
      union all
      select id, 'refund-settled:' || id, 'refund_settled', 'order:' || charge_id,
        ${at}::timestamptz
      from refunds`
    await tx`
      insert into ledger_entries (transfer_id, account, currency, amount_minor)
      select booked.id, side.account, 'CNY', side.sign * booked.fee
      from (
        select id, (amount_minor * 60 + 5000) / 10000 as fee from charges where status = 'settled'
        union all
        select id, -((amount_minor * 60 + 5000) / 10000) from refunds
      ) booked,
      (values ('gateway-fees:alipay', 1), ('gateway-receivable:alipay', -1)) side (account, sign)`
  })
  await sql`analyze charges, refunds, ledger_transfers, ledger_entries`
}

/** The gateway's side: the same day as Alipay's zipped GBK table, with what is planted. */
export async function writeBill(path: string, payments: number, day: string): Promise<number> {
  const at = Date.parse(`${day}T${AT}+08:00`)
  const rows = Array.from({ length: payments }, (_, index) => rowsOf(index + 1, at)).flat()
  for (let n = 1; n <= FOREIGN; n += 1) rows.push(payment(`ELSE${pad(n)}`, n, 1_234n, at))
  const bill = { kind: 'trade', sellerId: SELLER, day, rows, at } as const
  await writeFile(path, billArchive(bill))
  return rows.length
}

function rowsOf(n: number, at: number): BillRow[] {
  const fen = 990n + ((BigInt(n) * 7_919n) % 90_000n)
  const plain = payment(`MANY${pad(n)}`, n, fen, at)
  const told = {
    ...plain,
    fen: planted.amount(n) ? fen + 1n : fen,
    feeFen: planted.fee(n) ? plain.feeFen + 5_000n : plain.feeFen,
  }
  const paid = planted.missingThere(n) ? [] : planted.duplicate(n) ? [told, told] : [told]
  return n % REFUNDED === 0 && !planted.refundMissingThere(n) ? [...paid, refund(plain, n)] : paid
}

function payment(outTradeNo: string, n: number, fen: bigint, at: number): BillRow {
  const tradeNo = `2026${String(n).padStart(24, '0')}`
  const subject = n % 7 === 0 ? '问渠，第"七"讲' : '问渠课程'
  const base = { kind: 'payment', outTradeNo, tradeNo, outRefundNo: null } as const
  return { ...base, fen, feeFen: feeOf(fen), subject, createdAt: at, at }
}

function refund(paid: BillRow, n: number): BillRow {
  const fen = paid.fen / 2n
  const told = planted.refundAmount(n) ? fen + 1n : fen
  return { ...paid, kind: 'refund', outRefundNo: `BACK${pad(n)}`, fen: told, feeFen: -feeOf(fen) }
}

const pad = (n: number) => String(n).padStart(12, '0')

/** Alipay as far as bills go: the file on its day, nothing on any other. */
export function providerOfFile(
  provider: Provider,
  { path, date, onLine }: { path: string; date: string; onLine: () => void },
): Provider {
  return {
    ...provider,
    capabilities: { ...provider.capabilities, bills: ['trade'] },
    fetchBill: async (asked) =>
      asked === date
        ? { kind: 'bill', lines: watched(await linesOf(path), onLine) }
        : { kind: 'empty' },
  }
}

export async function linesOf(path: string) {
  return readAlipayBill(await open(path), 'trade', SELLER)
}

async function* watched<T>(lines: AsyncIterable<T>, onLine: () => void): AsyncGenerator<T> {
  for await (const line of lines) {
    onLine()
    yield line
  }
}
