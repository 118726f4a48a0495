import { badNotification } from '../notification-guard.ts'
import type { Provider, RefundFact } from '../provider.ts'

/** What a person's own code takes: wallets ask for more identity above some thousands of yuan. */
const MAX_FEN = 500_000n
const TEN_YEARS_DAYS = 3_650

/**
 * A person's own code 收款码, for who has no merchant licence. No machine tells anything here: a
 * person looks whether the money came, and gives it back by hand. Everything else is as with any
 * gateway: the same charges, ledger and entitlements.
 */
export function personalProvider(): Provider {
  const byHand = (outRefundNo: string): RefundFact => ({
    outRefundNo,
    status: 'processing',
    amount: null,
    code: 'by_hand',
  })
  return {
    name: 'personal',
    account: 'personal',
    capabilities: {
      channels: ['transfer'],
      currencies: ['CNY'],
      amounts: { min: 1n, max: MAX_FEN },
      refunds: { partial: true, maxPerCharge: null, withinDays: TEN_YEARS_DAYS },
      bills: [],
    },
    createCharge: async () => ({ kind: 'transfer' }),
    queryCharge: async (outTradeNo) => ({
      outTradeNo,
      account: 'personal',
      status: 'open',
      tradeNo: null,
      amount: null,
      paidAt: null,
      refunded: null,
    }),
    closeCharge: async () => 'closed',
    createRefund: async ({ outRefundNo }) => byHand(outRefundNo),
    queryRefund: async ({ outRefundNo }) => byHand(outRefundNo),
    readNotification: async () => {
      throw badNotification('no_machine')
    },
    acknowledge: () => ({ status: 404, headers: {}, body: '' }),
  }
}
