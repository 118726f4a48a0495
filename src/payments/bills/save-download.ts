import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Surroundings } from '../wire.ts'

/** A day of a large merchant, packed; more is not a bill. */
const MAX_DOWNLOAD_BYTES = 512 << 20
/** Time enough for that at a slow line's 1 MB/s. */
const DOWNLOAD_TIMEOUT_MS = 10 * 60_000

export type Download =
  | { kind: 'saved'; file: FileHandle; bytes: number }
  | { kind: 'failed'; code: string }

/**
 * Downloads into a file that has already lost its name: it is gone with the last reader, and with
 * the process, however that ends. Whoever takes `file` closes it. Never throws for what the network
 * does. The log gets the address without its query, which is what gives access.
 */
export async function saveDownload(
  around: Surroundings,
  url: string,
  {
    headers = {},
    maxBytes = MAX_DOWNLOAD_BYTES,
    timeoutMs = DOWNLOAD_TIMEOUT_MS,
  }: { headers?: Record<string, string>; maxBytes?: number; timeoutMs?: number } = {},
): Promise<Download> {
  const started = performance.now()
  const report = (status: number | null, responseBody: string) =>
    around.onExchange?.({
      method: 'GET',
      url: url.replace(/\?.*$/s, '?***'),
      requestBody: '',
      status,
      responseBody,
      durationMs: performance.now() - started,
    })
  const file = await namelessFile()
  try {
    const signal = AbortSignal.timeout(timeoutMs)
    const response = await fetch(url, { headers, redirect: 'manual', signal })
    const bytes = response.status === 200 ? await pour(response, file, maxBytes) : 0
    report(response.status, bytes === null ? 'too large' : `${bytes} bytes`)
    if (response.status === 200 && bytes !== null) return { kind: 'saved', file, bytes }
    await file.close()
    return { kind: 'failed', code: bytes === null ? 'too_large' : `http_${response.status}` }
  } catch (error) {
    await file.close()
    report(null, String(error))
    return { kind: 'failed', code: 'payment.gateway_unreachable' }
  }
}

/** Writes the body; null when it is larger than allowed, of which no more than that is read. */
async function pour(response: Response, file: FileHandle, max: number): Promise<number | null> {
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength
    if (size > max) return null
    await file.write(chunk)
  }
  return size
}

async function namelessFile(): Promise<FileHandle> {
  const dir = await mkdtemp(join(tmpdir(), 'wenqu-bill-'))
  try {
    return await open(join(dir, 'bill'), 'wx+', 0o600)
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}
