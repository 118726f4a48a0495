import type { Money } from '#kernel/money.ts'
import * as payments from '#payments'
import type { Ctx } from '#platform/ctx.ts'

/** The gateways at which a standing permission for this amount can be signed from this device. */
export async function renewalMethods(
  ctx: Ctx,
  payment: { amount: Money; device: payments.Device },
): Promise<payments.Method[]> {
  const methods = await payments.listMethods(ctx, payment)
  return methods.filter(({ provider }) => payments.gatewayOf(provider).recurring !== undefined)
}
