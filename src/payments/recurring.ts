import type { Money } from '#kernel/money.ts'
import type { Channel, ChargeFact, ChargeRequest, PayerAction } from './provider.ts'

/** A payer's standing permission to be charged again, signed at the gateway. */
export type AgreementRequest = {
  /** Ours, unguessable, never used twice. */
  agreementNo: string
  channel: Channel
  payer?: ChargeRequest['payer']
  /** Most that one charge may take. */
  amount: Money
  /** `day` counts from 7 at Alipay. */
  period: { unit: 'day' | 'month'; count: number }
  firstChargeAt: Date
  subject: string
  notifyUrl: string
  returnUrl: string
}

export type AgreementFact = {
  agreementNo: string
  /** The gateway's own name of it; null until signed. */
  gatewayNo: string | null
  account: string
  status: 'pending' | 'active' | 'ended' | 'not_found' | 'unknown'
  nextChargeAt: Date | null
}

/** `gatewayRef`: see ChargeReply; it stands for the agreement until `gatewayNo` is known. */
export type AgreementReply =
  | (PayerAction & { gatewayRef?: string })
  | { kind: 'unknown'; code: string }
  | { kind: 'refused'; code: string }

/** Word of a gateway that renews by itself (Stripe Billing). */
export type RenewalFact = {
  agreementNo: string
  account: string
  /** The gateway's invoice: one period is paid once, whatever is told how often. */
  invoiceNo: string
  status: 'paid' | 'failed'
  amount: Money
  periodStart: Date
  periodEnd: Date
  nextAttemptAt: Date | null
}

export type RecurringCharge = {
  outTradeNo: string
  gatewayNo: string
  amount: Money
  subject: string
  notifyUrl: string
}

/** A refusal says why, so that the caller knows whether asking again can help. */
export type RecurringReply =
  | { kind: 'fact'; fact: ChargeFact }
  | { kind: 'processing' }
  | { kind: 'refused'; code: string; because: 'window' | 'agreement_ended' | 'payer' | 'other' }
  | { kind: 'unknown'; code: string }

/** How a gateway charges again under an agreement: each charge is started by us, or by it. */
export type Recurring = {
  drivenBy: 'merchant' | 'gateway'
  createAgreement(request: AgreementRequest): Promise<AgreementReply>
  /** `gatewayNo`: the gateway's own name of it, or the `gatewayRef` it was made with. */
  queryAgreement(agreementNo: string, gatewayNo?: string | null): Promise<AgreementFact>
  endAgreement(agreementNo: string, gatewayNo?: string | null): Promise<AgreementFact>
  /** When a charge that is due then may be made, both ends included. */
  chargeWindow(dueAt: Date): { from: Date; until: Date }
  /** Tells the payer of a coming charge where the gateway demands it; null where it does not. */
  announceCharge:
    | ((request: {
        gatewayNo: string
        amount: Money
        dueAt: Date
      }) => Promise<'announced' | 'refused' | 'unknown'>)
    | null
  /** When to announce a charge that is due then, both ends included; absent where nothing is. */
  announceWindow?(dueAt: Date): { from: Date; until: Date }
  charge(request: RecurringCharge): Promise<RecurringReply>
  /** Moves the next charge to another day (Alipay); null where days are not fixed. */
  moveNextCharge: ((agreementNo: string, to: Date) => Promise<boolean>) | null
}
