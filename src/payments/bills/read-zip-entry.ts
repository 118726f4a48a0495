import type { FileHandle } from 'node:fs/promises'
import { crc32 } from 'node:zlib'
import { type Entry, fromFdPromise, type ZipFile } from 'yauzl'
import { badBill } from './bad-bill.ts'

/** A bill is a table and its summary; an archive of many entries is something else. */
const MAX_ENTRIES = 16
/** Ten million lines of an honest bill. */
const MAX_UNPACKED_BYTES = 4 * 2 ** 30
/** A bill packs to a tenth or twentieth; a bomb to a thousandth. */
const MAX_RATIO = 200
/** Below this size a high ratio is harmless, and a short repetitive bill may have it. */
const RATIO_FREE_BYTES = 1 << 20
/** Bit 11 of an entry's flags: the name is UTF-8. Chinese archives have none and mean GBK. */
const UTF8_NAME = 0x800

/**
 * Streams the one entry whose name ends so. Names are compared, never opened as paths; sizes and
 * the checksum are those the archive declares, or the bill is refused as `bill.*`.
 */
export async function* readZipEntry(
  file: FileHandle,
  suffix: string,
): AsyncGenerator<Uint8Array, void, undefined> {
  const zip = await openArchive(file)
  const entry = await findEntry(zip, suffix)
  if (entry.uncompressedSize > MAX_UNPACKED_BYTES) throw badBill('too_large', 'entry')
  const allowed = Math.max(RATIO_FREE_BYTES, entry.compressedSize * MAX_RATIO)
  if (entry.uncompressedSize > allowed) throw badBill('too_large', 'ratio')
  let sum = 0
  try {
    for await (const chunk of await zip.openReadStreamPromise(entry)) {
      sum = crc32(chunk, sum)
      yield chunk
    }
  } catch (error) {
    throw badBill('torn', 'archive', { cause: String(error) })
  }
  if (sum !== entry.crc32) throw badBill('torn', 'checksum')
}

async function openArchive(file: FileHandle): Promise<ZipFile> {
  const options = { autoClose: false, lazyEntries: true, decodeStrings: false }
  try {
    return await fromFdPromise(file.fd, { ...options, validateEntrySizes: true })
  } catch (error) {
    throw badBill('torn', 'not_an_archive', { cause: String(error) })
  }
}

async function findEntry(zip: ZipFile, suffix: string): Promise<Entry> {
  let found: Entry | null = null
  let count = 0
  try {
    for await (const entry of zip.eachEntry()) {
      count += 1
      if (count > MAX_ENTRIES) throw badBill('forged', 'too_many_entries')
      const name = nameOf(entry)
      if (/^[/\\]|^[A-Za-z]:|(^|[/\\])\.\.([/\\]|$)/.test(name)) throw badBill('forged', 'path')
      if (!name.endsWith(suffix)) continue
      if (found || entry.isEncrypted()) throw badBill('forged', 'entry')
      found = entry
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('bill.')) {
      throw error
    }
    throw badBill('torn', 'directory', { cause: String(error) })
  }
  if (!found) throw badBill('unreadable', 'no_such_entry', { suffix })
  return found
}

function nameOf({ fileNameRaw, generalPurposeBitFlag }: Entry): string {
  const utf8 = (generalPurposeBitFlag & UTF8_NAME) !== 0
  return new TextDecoder(utf8 ? 'utf-8' : 'gb18030').decode(fileNameRaw)
}
