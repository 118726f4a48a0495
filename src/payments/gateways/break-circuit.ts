import type { ChargeReply, Provider } from '../provider.ts'

/** So many unclear outcomes in a row mean that the gateway, and not one request, is in trouble. */
const OPEN_AFTER = 5
/** How long nobody waits for a gateway in trouble; then one call tries whether it is back. */
const OPEN_MS = 30_000

export type Breaker = { provider: Provider; isClosed: () => boolean }

/**
 * A gateway that stops answering is not called for a while: buyers are not kept waiting for a
 * time-out, and it is not flooded when it comes back. What is not asked is `unknown`, as any other
 * question without an answer, so it is asked again later. Notifications always pass.
 */
export function breakCircuit(provider: Provider, clock: () => Date): Breaker {
  let failures = 0
  let tryAt = 0
  const isClosed = () => failures < OPEN_AFTER || clock().getTime() >= tryAt

  async function guarded<T>(call: () => Promise<T>, isUnclear: (reply: T) => boolean, not: T) {
    if (!isClosed()) return not
    // While one call tries, the others go on being turned away.
    if (failures >= OPEN_AFTER) tryAt = clock().getTime() + OPEN_MS
    const reply = await call()
    failures = isUnclear(reply) ? failures + 1 : 0
    if (failures >= OPEN_AFTER) tryAt = clock().getTime() + OPEN_MS
    return reply
  }
  const unclear = ({ status }: { status: string }) => status === 'unknown'
  const notAsked = { code: 'circuit_open', status: 'unknown' } as const
  return {
    isClosed,
    provider: {
      ...provider,
      createCharge: (request) =>
        guarded<ChargeReply>(
          () => provider.createCharge(request),
          (reply) => reply.kind === 'unknown',
          { kind: 'unknown', code: notAsked.code },
        ),
      queryCharge: (outTradeNo, gatewayRef) =>
        guarded(() => provider.queryCharge(outTradeNo, gatewayRef), unclear, {
          outTradeNo,
          account: provider.account,
          status: notAsked.status,
          tradeNo: null,
          amount: null,
          paidAt: null,
          refunded: null,
        }),
      closeCharge: (outTradeNo, gatewayRef) =>
        guarded(
          () => provider.closeCharge(outTradeNo, gatewayRef),
          (outcome) => outcome === 'unknown',
          notAsked.status,
        ),
      createRefund: (request) =>
        guarded(() => provider.createRefund(request), unclear, {
          ...notAsked,
          outRefundNo: request.outRefundNo,
          amount: null,
        }),
      queryRefund: (request) =>
        guarded(() => provider.queryRefund(request), unclear, {
          ...notAsked,
          outRefundNo: request.outRefundNo,
          amount: null,
        }),
    },
  }
}
