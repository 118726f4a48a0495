import { type AppError, invalid } from '#kernel/errors.ts'

/** Both gateways' notifications are a few kB; a larger one is refused before any cryptography. */
const MAX_NOTIFICATION_BYTES = 256 * 1024

/**
 * The one refusal of a message that is not proven to come from the gateway; `reason` is for the
 * log.
 */
export function badNotification(reason: string): AppError {
  return invalid('payment.bad_notification', { reason })
}

export function refuseOversized(body: Uint8Array): void {
  if (body.byteLength > MAX_NOTIFICATION_BYTES) throw badNotification('too_large')
}
