import type { Money } from '#kernel/money.ts'
import type { Ctx } from '#platform/ctx.ts'
import { getSettings } from '#platform/settings/settings.ts'
import type { ProviderName } from '../provider.ts'
import { configuredGateways, gatewayOf, isReachable } from './gateways.ts'
import { channelFor, type Device, type Method } from './method.ts'

/**
 * The ways in which this amount can be paid from this device now: gateways that whoever runs the
 * site configured, the owner enabled and that answer, each by its best channel.
 */
export async function listMethods(
  ctx: Ctx,
  payment: { amount: Money; device: Device },
): Promise<Method[]> {
  const able = (await enabledGateways(ctx)).flatMap((provider) => {
    const channel = channelFor(gatewayOf(provider).capabilities, payment)
    return channel ? [{ provider, channel }] : []
  })
  const answering = able.filter(({ provider }) => isReachable(provider))
  // When none of them answers, trying one is still better than selling nothing.
  return answering.length > 0 ? answering : able
}

/**
 * The gateways that the site may sell through, whatever is sold; the owner's own code is one as
 * soon as there is one.
 */
export async function enabledGateways(ctx: Ctx): Promise<ProviderName[]> {
  const settings = await getSettings(ctx)
  const { personalAlipayCode, personalWechatCode } = settings
  const hasCode = Boolean(personalAlipayCode || personalWechatCode)
  return configuredGateways().filter((provider) =>
    provider === 'personal' ? hasCode : settings.paymentMethods.includes(provider),
  )
}
