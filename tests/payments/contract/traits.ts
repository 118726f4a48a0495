import type { GatewayName } from '../../../simulators/engine/faults.ts'

/** How the gateways differ where the contract has to name something of theirs. */
export type Traits = {
  tradeNo: RegExp
  /** Replies carry a signature of their own; else the connection alone vouches for them. */
  signsReplies: boolean
  systemError: string
  poorSeller: string
  /** A refusal that a repeat of a refund may meet. */
  refusedRepeat: string
  /** The part of the API that a refund is sent to. */
  refundCall: string
  /** The shortest life that a charge can have. */
  shortestMs: number
}

export const traits: Record<GatewayName, Traits> = {
  alipay: {
    tradeNo: /^\d{28}$/,
    signsReplies: true,
    systemError: 'ACQ.SYSTEM_ERROR',
    poorSeller: 'ACQ.SELLER_BALANCE_NOT_ENOUGH',
    refusedRepeat: 'ACQ.TRADE_HAS_FINISHED',
    refundCall: 'alipay.trade.refund',
    shortestMs: 0,
  },
  wechat: {
    tradeNo: /^\d{28}$/,
    signsReplies: true,
    systemError: 'SYSTEM_ERROR',
    poorSeller: 'NOT_ENOUGH',
    refusedRepeat: 'NOT_ENOUGH',
    refundCall: '/v3/refund/domestic/refunds',
    shortestMs: 0,
  },
  stripe: {
    tradeNo: /^pi_[0-9a-f]{24}$/,
    signsReplies: false,
    systemError: 'api_error',
    poorSeller: 'insufficient_funds',
    refusedRepeat: 'charge_already_refunded',
    refundCall: 'POST /v1/refunds',
    shortestMs: 31 * 60_000,
  },
}
