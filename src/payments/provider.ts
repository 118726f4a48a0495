import type { Currency, Money } from '#kernel/money.ts'
import type { BillKind, BillReply } from './bill.ts'
import type { AgreementFact, Recurring, RenewalFact } from './recurring.ts'

export const providerNames = ['alipay', 'wechat', 'stripe', 'personal'] as const
export type ProviderName = (typeof providerNames)[number]

/**
 * How a payer reaches a gateway: `page` and `wap` are its own pages for a computer and a phone,
 * `qr` a code that a wallet scans, `jsapi` a call inside WeChat's browser, `h5` the way from a
 * phone's browser into WeChat, `hosted` Stripe Checkout, `transfer` money sent to a person's code,
 * `recurring` a charge under an agreement, for which no payer is there.
 */
export const channels = [
  'page',
  'wap',
  'qr',
  'jsapi',
  'h5',
  'hosted',
  'transfer',
  'recurring',
] as const
export type Channel = (typeof channels)[number]

/** What a gateway can do; a checkout offers nothing else. */
export type Capabilities = {
  channels: readonly Channel[]
  currencies: readonly Currency[]
  /** Smallest and largest charge in minor units, both included. */
  amounts: { min: bigint; max: bigint }
  /**
   * `maxPerCharge` null: no limit known; `withinDays` counts from the payment; `gapMs` must lie
   * between two refunds of one charge.
   */
  refunds: {
    partial: boolean
    maxPerCharge: number | null
    withinDays: number
    gapMs?: number
  } | null
  bills: readonly BillKind[]
}

/** What the buyer must do next. `jsapi` parameters go to WeixinJSBridge as they are. */
export type PayerAction =
  | { kind: 'redirect'; url: string }
  | { kind: 'qr'; content: string }
  | { kind: 'jsapi'; parameters: Record<string, string> }
  | { kind: 'transfer' }

export type ChargeRequest = {
  /** When this number was first sent; absent: it never was. Gateways forget repeats in time. */
  firstSentAt?: Date
  channel: Channel
  /** What `jsapi` (openid) and `h5` (address) need to know of the payer. */
  payer?: { openid?: string; ip?: string; email?: string }
  /** Ours, unguessable, `[0-9A-Za-z]{6,32}`, never used twice. */
  outTradeNo: string
  amount: Money
  subject: string
  expiresAt: Date
  notifyUrl: string
  returnUrl: string
}

/**
 * `unknown` may be asked again under the same number; `refused` never succeeds. `gatewayRef` is the
 * gateway's own name of the charge, where it cannot be found by ours at once (Stripe): it is kept
 * and handed back in every later call. What is `shortLived` ends before the charge does, and is
 * asked for again whenever it is needed.
 */
export type ChargeReply =
  | (PayerAction & { gatewayRef?: string; shortLived?: boolean })
  | { kind: 'unknown'; code: string }
  | { kind: 'refused'; code: string }

/** What the gateway says of a charge; `unknown` is never a failure, only a reason to ask again. */
export type ChargeFact = {
  outTradeNo: string
  /** The merchant account inside the signed data (Alipay app_id, WeChat mchid). */
  account: string
  status: 'not_found' | 'open' | 'paid' | 'closed' | 'unknown'
  tradeNo: string | null
  amount: Money | null
  paidAt: Date | null
  /** Refunded so far as far as this message tells; null when it does not tell. */
  refunded: Money | null
}

export type CloseOutcome = 'closed' | 'paid' | 'not_found' | 'unknown'

export type RefundRequest = {
  outTradeNo: string
  /** What the gateway calls the charge or its payment, as far as it said so. */
  gatewayRef?: string | null
  /** When this refund was first sent; absent: it never was. */
  firstSentAt?: Date
  /** Ours; the same number is the same refund however often it is sent. */
  outRefundNo: string
  refund: Money
  /** The amount of the whole charge; WeChat Pay wants it beside the refund. */
  charged: Money
  reason: string
  notifyUrl: string
}

export type RefundQuestion = Pick<RefundRequest, 'outTradeNo' | 'outRefundNo' | 'gatewayRef'>

/**
 * `failed` may follow `succeeded` days later, when the payer's bank sends the money back (Stripe).
 */
export type RefundFact = {
  outRefundNo: string
  status: 'succeeded' | 'processing' | 'failed' | 'not_found' | 'unknown'
  amount: Money | null
  /** The gateway's own code, for the log and the person who must act. */
  code: string | null
  /** A failure that takes an earlier success back (Stripe `refund.failed`), by its own word. */
  isReversal?: boolean
}

/** A payer's bank takes a charge back, or asks for reasons not to. */
export type DisputeFact = {
  disputeNo: string
  outTradeNo: string
  account: string
  status: 'opened' | 'funds_withdrawn' | 'won' | 'lost' | 'funds_reinstated'
  amount: Money
  reason: string
  evidenceDueAt: Date | null
}

/** What a merchant says for itself in a dispute; plain texts, each within the gateway's limit. */
export type DisputeEvidence = { product: string; accessLog: string; account: string }
/** `refused`: the gateway takes none for this dispute (any more); `unknown` may be sent again. */
export type EvidenceReply = { kind: 'submitted' | 'refused' | 'unknown'; code: string | null }

export type RawNotification = { headers: Headers; body: Uint8Array }

/** A verified message of the gateway. `eventId` is the same for every re-send of one event. */
export type Notification =
  | { kind: 'charge'; eventId: string; fact: ChargeFact }
  | {
      kind: 'refund'
      eventId: string
      outTradeNo: string
      account: string
      fact: RefundFact
      /** All refunds of the charge together, where the gateway tells it (Alipay does). */
      refundedTotal: Money | null
    }
  | { kind: 'agreement'; eventId: string; fact: AgreementFact }
  | { kind: 'renewal'; eventId: string; fact: RenewalFact }
  | { kind: 'dispute'; eventId: string; fact: DisputeFact }
  | { kind: 'other'; eventId: string }

export type Acknowledgement = { status: number; headers: Record<string, string>; body: string }

/** How a gateway tells who the payer is, whom it sends back to us with a code. */
export type PayerIdentity = {
  /** Where to send the payer's browser; `state` (letters and digits) comes back with the code. */
  address(returnUrl: string, state: string): string
  exchange(code: string): Promise<IdentityReply>
}

/** `refused`: the code is used up or was never given; the payer may be sent again. */
export type IdentityReply =
  | { kind: 'known'; openid: string }
  | { kind: 'refused' | 'unknown'; code: string }

/**
 * One gateway. Calls never throw for what a gateway or a network does: an outcome that cannot be
 * trusted is `unknown`. `readNotification` throws AppError `payment.bad_notification` for anything
 * not proven to come from the gateway.
 */
export type Provider = {
  name: ProviderName
  account: string
  capabilities: Capabilities
  createCharge(request: ChargeRequest): Promise<ChargeReply>
  queryCharge(outTradeNo: string, gatewayRef?: string | null): Promise<ChargeFact>
  closeCharge(outTradeNo: string, gatewayRef?: string | null): Promise<CloseOutcome>
  createRefund(request: RefundRequest): Promise<RefundFact>
  queryRefund(request: RefundQuestion): Promise<RefundFact>
  readNotification(raw: RawNotification): Promise<Notification>
  /** `raw`: what is acknowledged, where a gateway speaks more than one protocol. */
  acknowledge(accepted: boolean, raw?: RawNotification): Acknowledgement
  /** One day's bill, `date` as `yyyy-MM-dd` in the gateway's own zone; absent without bills. */
  fetchBill?(date: string, kind: BillKind): Promise<BillReply>
  /** Hands in the evidence of a dispute, once and for good; absent where that is done by hand. */
  submitEvidence?(disputeNo: string, evidence: DisputeEvidence): Promise<EvidenceReply>
  /** Absent where the gateway cannot charge again by itself. */
  recurring?: Recurring
  /** Absent where no channel asks who the payer is. */
  identity?: PayerIdentity
}
