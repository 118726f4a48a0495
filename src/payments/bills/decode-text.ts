import { badBill } from './bad-bill.ts'

const BOM = [0xef, 0xbb, 0xbf]

/**
 * Decodes a stream of bytes: UTF-8 if it begins with that byte-order mark, else `usual`. Throws
 * `bill.unreadable` at the first byte that is not of that encoding.
 */
export async function* decodeText(
  bytes: AsyncIterable<Uint8Array>,
  usual: 'utf-8' | 'gb18030',
): AsyncGenerator<string, void, undefined> {
  let head: Uint8Array = new Uint8Array()
  let decoder: TextDecoder | null = null
  const decode = (chunk?: Uint8Array) => {
    decoder ??= new TextDecoder(startsWithBom(head) ? 'utf-8' : usual, { fatal: true })
    try {
      return decoder.decode(chunk, { stream: chunk !== undefined })
    } catch {
      throw badBill('unreadable', 'encoding')
    }
  }
  for await (const chunk of bytes) {
    if (decoder) {
      yield decode(chunk)
      continue
    }
    head = Buffer.concat([head, chunk])
    if (head.length >= BOM.length) yield decode(head)
  }
  yield (decoder ? '' : decode(head)) + decode()
}

function startsWithBom(head: Uint8Array): boolean {
  return BOM.every((byte, index) => head[index] === byte)
}
