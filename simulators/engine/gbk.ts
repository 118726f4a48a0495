/** From each character that GBK knows to its two bytes; ASCII is itself. Built on first use. */
let table: Map<string, number> | null = null

function gbkTable(): Map<string, number> {
  const decoder = new TextDecoder('gbk')
  const made = new Map<string, number>()
  for (let high = 0x81; high <= 0xfe; high += 1) {
    for (let low = 0x40; low <= 0xfe; low += 1) {
      const char = decoder.decode(Buffer.from([high, low]))
      if (low !== 0x7f && char.length === 1 && char !== '\ufffd' && !made.has(char)) {
        made.set(char, high * 256 + low)
      }
    }
  }
  return made
}

/** Text as the Chinese gateways write it; what GBK lacks becomes `?`. */
export function encodeGbk(text: string): Buffer {
  table ??= gbkTable()
  const bytes = Buffer.alloc(text.length * 2)
  let size = 0
  for (const char of text) {
    const code = char.charCodeAt(0) < 0x80 ? char.charCodeAt(0) : (table.get(char) ?? 0x3f)
    if (code > 0xff) bytes[size++] = code >> 8
    bytes[size++] = code & 0xff
  }
  return bytes.subarray(0, size)
}
