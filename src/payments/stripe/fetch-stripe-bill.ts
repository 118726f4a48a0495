import type Stripe from 'stripe'
import { unavailable } from '#kernel/errors.ts'
import { currencyExponents, type Money } from '#kernel/money.ts'
import type { BillKind, BillLine, BillReply } from '../bill.ts'
import { momentOf, moneyOf, OUT_REFUND_NO, OUT_TRADE_NO } from './stripe-facts.ts'
import { callStripe } from './wire/call-stripe.ts'
import type { StripeLine } from './wire/stripe-line.ts'

const DAY_MS = 86_400_000
const PAGE = 100

/**
 * One UTC day of Stripe's balance, page by page as it is read. `trade` lists payments and refunds,
 * `funds` also what a dispute took or gave back. Fees are Stripe's own; they are not returned.
 */
export async function fetchStripeBill(
  line: StripeLine,
  date: string,
  kind: BillKind,
): Promise<BillReply> {
  const from = Date.parse(`${date}T00:00:00Z`)
  if (Number.isNaN(from)) return { kind: 'unknown', code: 'bad_date' }
  if (line.around.now().getTime() < from + DAY_MS) return { kind: 'not_ready' }
  const first = await fetchPage(line, from)
  if (first.kind !== 'ok') return { kind: 'unknown', code: first.code }
  if (first.value.data.length === 0) return { kind: 'empty' }
  return { kind: 'bill', lines: readLines(line, from, kind, first.value) }
}

type Page = { data: Stripe.BalanceTransaction[]; has_more: boolean }

function fetchPage(line: StripeLine, from: number, after?: string) {
  return callStripe('list', () =>
    line.stripe.balanceTransactions.list({
      created: { gte: from / 1000, lt: (from + DAY_MS) / 1000 },
      limit: PAGE,
      expand: ['data.source'],
      ...(after && { starting_after: after }),
    }),
  )
}

async function* readLines(
  line: StripeLine,
  from: number,
  kind: BillKind,
  first: Page,
): AsyncGenerator<BillLine> {
  let page = first
  for (;;) {
    for (const entry of page.data) {
      const read = await readEntry(line, entry, kind)
      if (read) yield read
    }
    const last = page.data.at(-1)?.id
    if (!page.has_more || !last) return
    const next = await fetchPage(line, from, last)
    if (next.kind !== 'ok') throw unavailable('bill.interrupted', { code: next.code })
    page = next.value
  }
}

async function readEntry(
  line: StripeLine,
  entry: Stripe.BalanceTransaction,
  kind: BillKind,
): Promise<BillLine | null> {
  const source = typeof entry.source === 'object' ? entry.source : null
  const at = momentOf(entry.created)
  if (source?.object === 'charge') {
    const told = moneyOf(source.amount, source.currency)
    const tradeNo = nameOf(source.payment_intent) ?? source.id
    if (!told) return null
    const outTradeNo = source.metadata[OUT_TRADE_NO] ?? (await invoiceOf(line, tradeNo))
    const fee = feeOf(entry, told)
    return { ...lineOf('payment', told, fee, at), outTradeNo, tradeNo }
  }
  if (source?.object === 'refund') {
    const told = moneyOf(source.amount, source.currency)
    if (!told) return null
    const failed = /failure/.test(entry.type)
    return {
      ...lineOf('refund', told, feeOf(entry, told), at),
      outTradeNo: source.metadata?.[OUT_TRADE_NO] ?? '',
      tradeNo: nameOf(source.payment_intent) ?? source.id,
      outRefundNo: source.metadata?.[OUT_REFUND_NO] ?? source.id,
      status: failed ? 'failed' : 'succeeded',
    }
  }
  return source?.object === 'dispute' && kind === 'funds' ? disputeLine(line, entry, source) : null
}

/** A withdrawal moves money like a refund, its return like a payment; both by the dispute's id. */
async function disputeLine(
  line: StripeLine,
  entry: Stripe.BalanceTransaction,
  dispute: Stripe.Dispute,
): Promise<BillLine | null> {
  const told = moneyOf(dispute.amount, dispute.currency)
  const tradeNo = nameOf(dispute.payment_intent)
  if (!told || !tradeNo) return null
  const intent = await callStripe('payment_intent', () =>
    line.stripe.paymentIntents.retrieve(tradeNo),
  )
  if (intent.kind !== 'ok') throw unavailable('bill.interrupted', { code: intent.code })
  const taken = entry.amount < 0
  return {
    ...lineOf(taken ? 'refund' : 'payment', told, feeOf(entry, told), momentOf(entry.created)),
    outTradeNo: intent.value.metadata[OUT_TRADE_NO] ?? '',
    tradeNo,
    outRefundNo: dispute.id,
  }
}

/** What an invoice of Billing charged carries the invoice's number, as its notification does. */
async function invoiceOf(line: StripeLine, paymentId: string): Promise<string> {
  if (!paymentId.startsWith('pi_')) return ''
  const reply = await callStripe('list', () =>
    line.stripe.invoicePayments.list({
      payment: { type: 'payment_intent', payment_intent: paymentId },
      limit: 1,
    }),
  )
  if (reply.kind !== 'ok') throw unavailable('bill.interrupted', { code: reply.code })
  return nameOf(reply.value.data[0]?.invoice) ?? ''
}

function lineOf(kind: BillLine['kind'], told: Money, feeE5: bigint, at: Date | null) {
  const { currency, minor: amountMinor } = told
  return { kind, currency, amountMinor, feeE5, at, outRefundNo: null, status: 'succeeded' as const }
}

/**
 * The fee in 1/100,000 of what was charged. An account that settles in another currency pays it in
 * that one: it is carried over by the ratio of the two amounts, which Stripe's rate made.
 */
function feeOf(entry: Stripe.BalanceTransaction, told: Money): bigint {
  const fee = moneyOf(entry.fee, entry.currency)
  const settled = moneyOf(Math.abs(entry.amount), entry.currency)
  if (!fee || !settled) return 0n
  if (fee.currency === told.currency) return inE5(fee)
  return settled.minor === 0n ? 0n : (inE5(fee) * inE5(told)) / inE5(settled)
}

function inE5({ minor, currency }: Money): bigint {
  return minor * 10n ** BigInt(5 - currencyExponents[currency])
}

function nameOf(value: string | { id: string } | null | undefined): string | null {
  return typeof value === 'string' ? value : (value?.id ?? null)
}
