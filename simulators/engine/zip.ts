import { crc32, deflateRawSync } from 'node:zlib'

export type ZipEntry = {
  /** The bytes of the name, in whatever encoding; no entry says that it is UTF-8. */
  name: Buffer
  data: Buffer
  /** What the archive claims instead of the truth. */
  claimedSize?: number
  claimedSum?: number
}

const DEFLATED = 8

/** A zip archive (APPNOTE 6.3, no ZIP64) of deflated entries. */
export function writeZip(entries: readonly ZipEntry[]): Buffer {
  const locals: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const { name, data, claimedSize = data.length, claimedSum = crc32(data) } of entries) {
    const packed = deflateRawSync(data)
    const fixed = Buffer.alloc(26)
    fixed.writeUInt16LE(20, 0)
    fixed.writeUInt16LE(DEFLATED, 4)
    fixed.writeUInt32LE(claimedSum, 10)
    fixed.writeUInt32LE(packed.length, 14)
    fixed.writeUInt32LE(claimedSize, 18)
    fixed.writeUInt16LE(name.length, 22)
    const local = Buffer.concat([signature(0x04034b50), fixed, name, packed])
    const place = Buffer.alloc(14)
    place.writeUInt32LE(offset, 10)
    const madeBy = Buffer.from([20, 0])
    directory.push(Buffer.concat([signature(0x02014b50), madeBy, fixed, place, name]))
    locals.push(local)
    offset += local.length
  }
  const index = Buffer.concat(directory)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(entries.length, 4)
  end.writeUInt16LE(entries.length, 6)
  end.writeUInt32LE(index.length, 8)
  end.writeUInt32LE(offset, 12)
  return Buffer.concat([...locals, index, signature(0x06054b50), end])
}

function signature(word: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(word)
  return bytes
}
