import { createHash } from 'node:crypto'
import type { Ctx } from '#platform/ctx.ts'
import type { ProviderName, RawNotification } from '../provider.ts'
import { paymentLog } from '../tables.ts'

/**
 * Logs that a message came, by the digest of its bytes: what was proven is kept raw in the inbox,
 * which the digest ties to the chain; what was refused is an unknown sender's and not kept.
 */
export async function logNotification(
  ctx: Ctx,
  provider: ProviderName,
  { body }: RawNotification,
  { eventId, refused }: { eventId: string | null; refused: string | null },
): Promise<void> {
  const sha256 = createHash('sha256').update(body).digest('hex')
  await ctx.db.insert(paymentLog).values({
    provider,
    direction: refused === null ? 'notification' : 'refused',
    content: JSON.stringify({ eventId, sha256, bytes: body.byteLength, refused }),
    at: ctx.now,
  })
}
