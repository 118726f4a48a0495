import { createHash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { badBill } from '../../bills/bad-bill.ts'

/** Ten million lines of an honest bill. */
const MAX_UNPACKED_BYTES = 4 * 2 ** 30
/** A bill packs to a tenth or twentieth; a bomb to a thousandth. */
const MAX_RATIO = 200
/** Below this size a high ratio is harmless, and a short repetitive bill may have it. */
const RATIO_FREE_BYTES = 1 << 20
const PIECE_BYTES = 64 * 1024

export type SavedBill = { file: FileHandle; bytes: number }

/**
 * Unpacks the whole file once, keeping nothing of it, and compares its SHA-1 with the one that the
 * gateway signed: until then not a line of it is worth reading. Throws `bill.*`.
 */
export async function proveBill(saved: SavedBill, sha1: string): Promise<void> {
  const hash = createHash('sha1')
  for await (const chunk of unpacked(saved)) hash.update(chunk)
  if (hash.digest('hex') !== sha1) throw badBill('forged', 'hash')
}

/** The bytes of the table, unpacked if they are packed, and no more of them than is honest. */
export async function* unpacked({
  file,
  bytes,
}: SavedBill): AsyncGenerator<Uint8Array, void, undefined> {
  const allowed = Math.min(MAX_UNPACKED_BYTES, Math.max(RATIO_FREE_BYTES, bytes * MAX_RATIO))
  let size = 0
  for await (const chunk of (await isPacked(file)) ? gunzipped(file) : plainBytes(file)) {
    size += chunk.byteLength
    if (size > allowed) throw badBill('too_large', 'unpacked')
    yield chunk
  }
}

async function isPacked(file: FileHandle): Promise<boolean> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0)
  return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b
}

/** Read by position, so that nothing but the bill's own reader ever holds the file. */
async function* plainBytes(file: FileHandle): AsyncGenerator<Uint8Array, void, undefined> {
  let at = 0
  for (;;) {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(PIECE_BYTES), 0, PIECE_BYTES, at)
    if (bytesRead === 0) return
    at += bytesRead
    yield buffer.subarray(0, bytesRead)
  }
}

async function* gunzipped(file: FileHandle): AsyncGenerator<Uint8Array, void, undefined> {
  const gunzip = createGunzip()
  const poured = pipeline(plainBytes(file), gunzip).catch(() => {})
  try {
    for await (const chunk of gunzip) yield chunk as Uint8Array
  } catch (error) {
    throw badBill('torn', 'archive', { cause: String(error) })
  } finally {
    gunzip.destroy()
    await poured
  }
}
