import type { ChargeRequest, Provider } from '#payments/provider.ts'
import type { GatewayName } from '../../../simulators/engine/faults.ts'
import type { Sandbox } from '../sandbox.ts'
import type { Traits } from './traits.ts'

/** What the cases of the contract work with, gateway by gateway. */
export type Bench = {
  name: GatewayName
  traits: Traits
  deadline: (ms: number) => Date
  sandbox: () => Sandbox
  provider: () => Provider
  request: (change?: Partial<ChargeRequest>) => ChargeRequest
  open: (request: ChargeRequest) => ReturnType<Provider['createCharge']>
  pay: (request: ChargeRequest) => Promise<string>
  refund: (
    request: ChargeRequest,
    fen: bigint,
    outRefundNo?: string,
  ) => ReturnType<Provider['createRefund']>
}

/** Longer than the Chinese gateways' last attempt to be heard. */
export const TWO_DAYS_MS = 48 * 3_600_000
/** Longer than the gateways' rule between two refunds and their time to settle one. */
export const A_WHILE_MS = 61_000

export function refundedBySimulator(bench: Bench, request: ChargeRequest): bigint {
  const trades = bench.sandbox().control.trades()
  const trade = trades.find(({ outTradeNo }) => outTradeNo === request.outTradeNo)
  return (trade?.refunds ?? []).reduce((sum, { fen }) => sum + BigInt(fen), 0n)
}
