import type { Surroundings } from '../../wire.ts'

/** Lists of a hundred objects are some hundred kB; more than this is not Stripe speaking. */
const MAX_REPLY_BYTES = 8 << 20

/**
 * The `fetch` that the SDK calls: follows no redirect, which would carry the key elsewhere, and
 * reads no endless reply. Each try goes to the payment log; the key, which travels in a header,
 * does not, and secrets that Stripe hands out are masked.
 */
export function loggedFetch(around: Surroundings): typeof fetch {
  return async (input, init = {}) => {
    const started = performance.now()
    const url = String(input)
    const report = (status: number | null, responseBody: string) =>
      around.onExchange?.({
        method: init.method ?? 'GET',
        url,
        requestBody: typeof init.body === 'string' ? init.body : '',
        status,
        responseBody: masked(responseBody),
        durationMs: performance.now() - started,
      })
    try {
      const response = await fetch(url, { ...init, redirect: 'manual' })
      const text = await readBounded(response)
      report(response.status, text)
      const { status, headers } = response
      const bodiless = status === 204 || status === 304
      return new Response(bodiless ? null : objectOnly(text), { status, headers })
    } catch (error) {
      report(null, String(error))
      throw error
    }
  }
}

async function readBounded(response: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength
    if (size > MAX_REPLY_BYTES) throw new Error('the reply is too large')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** The SDK never answers, and rejects unheard, on JSON that is no object; on no JSON it does. */
function objectOnly(text: string): string {
  return /^\s*\{/.test(text) ? text : ''
}

/** A client secret lets its holder finish a payment; a key pays out. */
function masked(text: string): string {
  return text
    .replace(/_secret_\w+/g, '_secret_***')
    .replace(/\b(whsec|[sr]k_(?:test|live))_[\w*]+/g, '$1_***')
}
