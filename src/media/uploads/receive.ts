import { createHash } from 'node:crypto'
import { open, rm } from 'node:fs/promises'
import { invalid } from '#kernel/errors.ts'
import type { AssetKind } from '../asset.ts'
import { type Content, contentOfFile, contentOfHead } from './content.ts'

const MiB = 1024 * 1024

/** The most bytes of one upload: what a phone records, and what a small server can take. */
const maxBytes: Readonly<Record<AssetKind, number>> = {
  picture: 20 * MiB,
  audio: 500 * MiB,
  video: 4096 * MiB,
  file: 200 * MiB,
}
/** Bytes whose kind is still unknown may not grow beyond the smallest limit. */
const MAX_UNKNOWN_BYTES = maxBytes.picture
/** As many first bytes as the detector asks for. */
const HEAD_BYTES = 4100

export type Received = { path: string; content: Content; bytes: number; sha256: string }

/**
 * Writes the stream to `path`, counting and hashing on the way, and finds out what it is from the
 * bytes alone. Refuses `media.too_large`, `media.empty` and `media.unsupported`, leaving no file.
 */
export async function receive(stream: ReadableStream<Uint8Array>, path: string): Promise<Received> {
  try {
    const { bytes, sha256 } = await write(stream, path)
    if (bytes === 0) throw invalid('media.empty')
    const content = await contentOfFile(path)
    if (!content) throw invalid('media.unsupported')
    refuseAbove(maxBytes[content.kind], bytes)
    return { path, content, bytes, sha256 }
  } catch (error) {
    await rm(path, { force: true })
    throw error
  }
}

async function write(stream: ReadableStream<Uint8Array>, path: string) {
  const file = await open(path, 'wx', 0o600)
  const hash = createHash('sha256')
  let head = new Uint8Array(0)
  let limit: number | null = null
  let bytes = 0
  try {
    for await (const chunk of stream) {
      bytes += chunk.byteLength
      if (limit === null) {
        head = joined(head, chunk)
        if (head.byteLength >= HEAD_BYTES) limit = await limitFor(head)
      }
      refuseAbove(limit ?? MAX_UNKNOWN_BYTES, bytes)
      hash.update(chunk)
      await file.write(chunk)
    }
  } finally {
    await file.close()
  }
  return { bytes, sha256: hash.digest('hex') }
}

async function limitFor(head: Uint8Array): Promise<number> {
  const content = await contentOfHead(head)
  return content ? maxBytes[content.kind] : MAX_UNKNOWN_BYTES
}

function refuseAbove(limit: number, bytes: number): void {
  if (bytes > limit) throw invalid('media.too_large', { maxBytes: limit })
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(a.byteLength + b.byteLength)
  both.set(a)
  both.set(b, a.byteLength)
  return both
}
