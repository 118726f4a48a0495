import type { Ctx } from '#platform/ctx.ts'
import { getSettings } from '#platform/settings/settings.ts'
import type { ProviderName } from '../provider.ts'
import { configuredGateways } from './gateways.ts'

/** The gateways a buyer may choose: configured by whoever runs the site, enabled by the owner. */
export async function listMethods(ctx: Ctx): Promise<ProviderName[]> {
  const { paymentMethods } = await getSettings(ctx)
  return configuredGateways().filter((name) => paymentMethods.includes(name))
}
