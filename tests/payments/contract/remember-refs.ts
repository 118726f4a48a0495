import type { Provider } from '#payments/provider.ts'

/** The adapter as the site uses it, which keeps the gateway's own name of each charge. */
export function rememberRefs(provider: Provider): Provider {
  const refs = new Map<string, string>()
  return {
    ...provider,
    createCharge: async (request) => {
      const reply = await provider.createCharge(request)
      if ('gatewayRef' in reply && reply.gatewayRef) refs.set(request.outTradeNo, reply.gatewayRef)
      return reply
    },
    queryCharge: (number) => provider.queryCharge(number, refs.get(number) ?? null),
    closeCharge: (number) => provider.closeCharge(number, refs.get(number) ?? null),
    createRefund: (request) =>
      provider.createRefund({ ...request, gatewayRef: refs.get(request.outTradeNo) ?? null }),
    queryRefund: (request) =>
      provider.queryRefund({ ...request, gatewayRef: refs.get(request.outTradeNo) ?? null }),
  }
}
