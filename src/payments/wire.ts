import { AppError, unavailable } from '#kernel/errors.ts'

/** One HTTP exchange with a gateway as the log keeps it; secrets are masked by the adapter. */
export type Exchange = {
  method: string
  url: string
  requestBody: string
  status: number | null
  responseBody: string
  durationMs: number
}

/** What an adapter needs from outside, so that a test or a simulation can own time and chance. */
export type Surroundings = {
  now: () => Date
  /** Unguessable, 1 to 32 letters and digits. */
  nonce: () => string
  onExchange?: (exchange: Exchange) => void
}

/** Longer than the slowest healthy answer of the gateways, short enough for a waiting payer. */
const TIMEOUT_MS = 10_000
/** Replies are a few kB; more than this is not the gateway speaking. */
const MAX_REPLY_BYTES = 1 << 20

export type WireReply = { status: number; headers: Headers; body: Uint8Array }

/** Sends one request to a gateway: no redirects, bounded in time and size. Throws `unavailable`. */
export async function sendOnWire(
  around: Surroundings,
  url: string,
  init: { method: string; headers: Record<string, string>; body?: string },
): Promise<WireReply> {
  const started = performance.now()
  const exchange = { method: init.method, url, requestBody: init.body ?? '' }
  const report = (status: number | null, responseBody: string) =>
    around.onExchange?.({
      ...exchange,
      status,
      responseBody,
      durationMs: performance.now() - started,
    })
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS)
    const response = await fetch(url, { ...init, redirect: 'manual', signal })
    const body = await readBounded(response)
    report(response.status, new TextDecoder().decode(body))
    return { status: response.status, headers: response.headers, body }
  } catch (error) {
    report(null, String(error))
    if (error instanceof AppError) throw error
    throw unavailable('payment.gateway_unreachable', { cause: String(error) })
  }
}

async function readBounded(response: Response): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength
    if (size > MAX_REPLY_BYTES) throw unavailable('payment.gateway_reply_too_large')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
