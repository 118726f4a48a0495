import { createHmac } from 'node:crypto'
import { z } from 'zod'
import { MAX_DOCUMENT_BYTES } from './document.ts'
import type { InvoiceOrder, InvoiceProvider, InvoiceReply } from './invoice-provider.ts'

export type InvoiceHook = { url: string; secret: string }
type Around = { now: () => Date; fetch?: typeof fetch }

/** A provider writes a document within seconds; what takes longer is `pending`. */
const TIMEOUT_MS = 15_000
/** A document in base64 and the few words around it. */
const MAX_REPLY_BYTES = Math.ceil(MAX_DOCUMENT_BYTES / 3) * 4 + 10_000

const reply = z.discriminatedUnion('status', [
  z.object({
    status: z.literal('done'),
    issuedNumber: z.string().regex(/^[0-9A-Z]{8,24}$/),
    document: z.base64().optional(),
  }),
  z.object({ status: z.literal('pending') }),
  z.object({ status: z.literal('refused'), code: z.string().min(1).max(100) }),
])

/**
 * An invoice provider behind a small HTTP service of the owner's: JSON by POST, with our number as
 * `Idempotency-Key` and `Wenqu-Signature: t=<unix seconds>,v1=<hex HMAC-SHA256 of "t.body">`. Only
 * a 200 with a known answer counts; everything else is unknown and sent again as it was.
 */
export function invoiceHook({ url, secret }: InvoiceHook, around: Around): InvoiceProvider {
  const send = async (action: 'issue' | 'red_letter', order: InvoiceOrder) => {
    const body = JSON.stringify({ action, ...order })
    const seconds = Math.floor(around.now().getTime() / 1000)
    const mac = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')
    try {
      const response = await (around.fetch ?? fetch)(url, {
        method: 'POST',
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MS),
        headers: {
          'Content-Type': 'application/json',
          'Idempotency-Key': `${order.number}-${action}`,
          'Wenqu-Signature': `t=${seconds},v1=${mac}`,
        },
        body,
      })
      if (response.status !== 200) return unknown(`http_${response.status}`)
      return await read(response)
    } catch (error) {
      return unknown(error instanceof Error ? error.name : 'not_reached')
    }
  }
  return {
    issue: (order) => send('issue', order),
    redLetter: (order) => send('red_letter', order),
  }
}

async function read(response: Response): Promise<InvoiceReply> {
  const text = await limitedText(response)
  if (text === null) return unknown('too_large')
  const parsed = reply.safeParse(JSON.parse(text))
  if (!parsed.success) return unknown('not_understood')
  const told = parsed.data
  if (told.status === 'pending') return { kind: 'pending' }
  if (told.status === 'refused') return { kind: 'refused', code: told.code }
  const document = told.document ? Buffer.from(told.document, 'base64') : null
  return { kind: 'done', issuedNumber: told.issuedNumber, document }
}

async function limitedText(response: Response): Promise<string | null> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength
    if (size > MAX_REPLY_BYTES) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function unknown(code: string): InvoiceReply {
  return { kind: 'unknown', code }
}
