import type { Money } from '#kernel/money.ts'

export const providerNames = ['alipay', 'wechat'] as const
export type ProviderName = (typeof providerNames)[number]

/** What the buyer must do next: open a page at the gateway, or scan a code with the wallet. */
export type PayerAction = { kind: 'redirect'; url: string } | { kind: 'qr'; content: string }

export type ChargeRequest = {
  /** Ours, unguessable, `[0-9A-Za-z]{6,32}`, never used twice. */
  outTradeNo: string
  amount: Money
  subject: string
  expiresAt: Date
  notifyUrl: string
  returnUrl: string
}

/** `unknown` may be asked again under the same number; `refused` never succeeds. */
export type ChargeReply =
  | PayerAction
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
  /** Ours; the same number is the same refund however often it is sent. */
  outRefundNo: string
  refund: Money
  /** The amount of the whole charge; WeChat Pay wants it beside the refund. */
  charged: Money
  reason: string
  notifyUrl: string
}

export type RefundFact = {
  outRefundNo: string
  status: 'succeeded' | 'processing' | 'failed' | 'not_found' | 'unknown'
  amount: Money | null
  /** The gateway's own code, for the log and the person who must act. */
  code: string | null
}

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
  | { kind: 'other'; eventId: string }

export type Acknowledgement = { status: number; headers: Record<string, string>; body: string }

/**
 * One gateway. Calls never throw for what a gateway or a network does: an outcome that cannot be
 * trusted is `unknown`. `readNotification` throws AppError `payment.bad_notification` for anything
 * not proven to come from the gateway.
 */
export type Provider = {
  name: ProviderName
  account: string
  createCharge(request: ChargeRequest): Promise<ChargeReply>
  queryCharge(outTradeNo: string): Promise<ChargeFact>
  closeCharge(outTradeNo: string): Promise<CloseOutcome>
  createRefund(request: RefundRequest): Promise<RefundFact>
  queryRefund(request: { outTradeNo: string; outRefundNo: string }): Promise<RefundFact>
  readNotification(raw: RawNotification): Promise<Notification>
  acknowledge(accepted: boolean): Acknowledgement
}
