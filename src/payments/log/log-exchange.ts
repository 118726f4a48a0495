import type { Ctx } from '#platform/ctx.ts'
import type { ProviderName } from '../provider.ts'
import { paymentLog } from '../tables.ts'
import type { Exchange } from '../wire.ts'

/** Longest part of one message kept: enough for every real one. */
const MAX_CHARS = 20_000

/** Appends one call to a gateway to the payment log, beside whatever transaction is under way. */
export async function logExchange(
  ctx: Ctx,
  provider: ProviderName,
  exchange: Exchange,
): Promise<void> {
  const content = JSON.stringify({
    ...exchange,
    requestBody: exchange.requestBody.slice(0, MAX_CHARS),
    responseBody: exchange.responseBody.slice(0, MAX_CHARS),
    durationMs: Math.round(exchange.durationMs),
  })
  await ctx.db.insert(paymentLog).values({ provider, direction: 'call', content, at: ctx.now })
}
