import { sql } from 'drizzle-orm'
import { type Currency, isCurrency } from '#kernel/money.ts'
import { ledgerAccounts, type Posting, postTransfers, type Transfer } from '#ledger'
import type { BillRun } from '#payments'
import type { Ctx } from '#platform/ctx.ts'

/** Lines looked at in one go; of an honest bill few of them have anything to be booked. */
const BATCH = 5_000

type Row = {
  kind: 'payment' | 'refund'
  subject: string
  currency: string
  amount: string
  fee: string
  share: string
  /** Null for a number that is not ours. */
  cause: string | null
  order_id: string | null
  booked: string
}

/**
 * Books what a matched bill knows better: the true fee in place of the estimate, once for each
 * charge and refund (`fee-true:…`), and money under numbers that are not ours in suspense
 * (`foreign:…`) until a person decides. Keys make it safe to run again; `subject` limits it to one.
 */
export async function bookBill(
  ctx: Ctx,
  run: Pick<BillRun, 'id' | 'provider' | 'date' | 'attempt' | 'lines'>,
  { lines, subject }: { lines: number; subject?: string },
): Promise<void> {
  for (let from = 0; from < lines; from += BATCH) {
    const rows = await unbooked(ctx, run, { from, subject })
    await postTransfers(
      ctx,
      rows.flatMap((row) => transferOf(run, row)),
    )
  }
}

/** A line of a payment or refund that is not settled here is booked when it has been healed. */
async function unbooked(
  ctx: Ctx,
  { id, provider, attempt }: Pick<BillRun, 'id' | 'provider' | 'attempt'>,
  { from, subject }: { from: number; subject: string | undefined },
): Promise<Row[]> {
  const fees = ledgerAccounts.gatewayFees(provider)
  const rows = await ctx.db.execute(sql`
    with told as (
      select * from bill_lines
      where run_id = ${id}::uuid and take = ${attempt} and status = 'succeeded'
        and line_no >= ${from} and line_no < ${from + BATCH}
        ${subject === undefined ? sql`` : sql`and subject = ${subject}`}
    ), known as (
      select told.*, charge.id::text as cause, charge.subject as order_id,
        'fee:' || charge.id as estimate,
        charge.status in ('settled', 'duplicate', 'mismatched') as is_settled,
        charge.currency as ours
      from told left join charges charge
        on charge.provider = ${provider} and charge.out_trade_no = told.subject
      where told.kind = 'payment'
      union all
      select told.*, 'refund:' || refund.id, charge.subject, 'refund-settled:' || refund.id,
        refund.status = 'succeeded', refund.currency
      from told
      left join refunds refund on refund.out_refund_no = told.subject
      left join charges charge on charge.id = refund.charge_id
      where told.kind = 'refund'
    ), estimated as (
      select known.*, coalesce((
        select sum(entry.amount_minor) from ledger_transfers transfer
        join ledger_entries entry on entry.transfer_id = transfer.id
        where transfer.key = known.estimate and entry.account = ${fees}), 0) as booked
      from known where cause is null or (is_settled and ours = currency)
    )
    select kind, subject, currency, amount_minor::text as amount, fee_minor::text as fee,
      fee_share_minor::text as share, cause, order_id, booked::text as booked
    from estimated
    where cause is null or fee_minor <> booked or fee_share_minor <> booked
    order by line_no`)
  return rows as unknown as Row[]
}

function transferOf(run: Pick<BillRun, 'provider' | 'date'>, row: Row): Transfer[] {
  if (!isCurrency(row.currency)) return []
  const { currency } = row
  return [row.cause === null ? foreign(run, row, currency) : trueFee(run, row, currency)]
}

/** The cents by which the bill's rounded total and the rounded fees differ are `rounding`. */
function feePostings(provider: string, feeMinor: bigint, shareMinor: bigint): Posting[] {
  return [
    { account: ledgerAccounts.gatewayFees(provider), amountMinor: feeMinor },
    { account: ledgerAccounts.rounding, amountMinor: shareMinor - feeMinor },
  ]
}

function trueFee({ provider }: Pick<BillRun, 'provider'>, row: Row, currency: Currency): Transfer {
  const [fee, share, booked] = [BigInt(row.fee), BigInt(row.share), BigInt(row.booked)]
  return {
    key: `fee-true:${row.cause}`,
    kind: 'adjustment',
    subject: `order:${row.order_id}`,
    currency,
    postings: [
      { account: ledgerAccounts.gatewayReceivable(provider), amountMinor: booked - share },
      ...feePostings(provider, fee - booked, share - booked),
    ],
  }
}

function foreign(
  { provider, date }: Pick<BillRun, 'provider' | 'date'>,
  row: Row,
  currency: Currency,
): Transfer {
  const amount = row.kind === 'payment' ? BigInt(row.amount) : -BigInt(row.amount)
  const share = BigInt(row.share)
  return {
    key: `foreign:${provider}:${row.kind}:${row.subject}`,
    kind: 'suspense',
    subject: `bill:${provider}:${date}`,
    currency,
    postings: [
      { account: ledgerAccounts.gatewayReceivable(provider), amountMinor: amount - share },
      ...feePostings(provider, BigInt(row.fee), share),
      { account: ledgerAccounts.suspense(provider), amountMinor: -amount },
    ],
  }
}
