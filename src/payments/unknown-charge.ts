import type { ChargeFact } from './provider.ts'

/** A fact that tells nothing but that the gateway must be asked again. */
export function unknownCharge(outTradeNo: string, account: string): ChargeFact {
  return {
    outTradeNo,
    account,
    status: 'unknown',
    tradeNo: null,
    amount: null,
    paidAt: null,
    refunded: null,
  }
}
