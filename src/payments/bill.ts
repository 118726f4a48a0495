import type { Currency } from '#kernel/money.ts'

/** `trade` lists charges and refunds, `funds` every movement of the merchant's balance. */
export type BillKind = 'trade' | 'funds'

/**
 * One line of a gateway's bill, as the gateway says it. A bill of funds also has lines that are a
 * fee alone (amount 0, the fee in `feeE5`) and other money that came or went, such as a withdrawal.
 */
export type BillLine = {
  kind: 'payment' | 'refund' | 'fee' | 'incoming' | 'outgoing'
  outTradeNo: string
  tradeNo: string
  /** Our number of the refund; null for a payment, and where the bill does not tell it. */
  outRefundNo: string | null
  currency: Currency
  /** What the payer paid or got back, in minor units, never negative. */
  amountMinor: bigint
  /** What the gateway keeps (negative: gives back), in 1/100,000 of a major unit. */
  feeE5: bigint
  status: 'succeeded' | 'processing' | 'failed'
  at: Date | null
}

/**
 * `lines` may be read once, and must be read or their iterator returned, because a file is open
 * until then. Reading throws AppError `bill.*` for a file that is torn, forged or larger than any
 * honest bill: what was read before it is then worth nothing.
 */
export type BillReply =
  | { kind: 'bill'; lines: AsyncIterable<BillLine> }
  /** The gateway says that nothing happened that day. */
  | { kind: 'empty' }
  | { kind: 'not_ready' }
  | { kind: 'unknown'; code: string }
