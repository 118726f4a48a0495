import { parseFields, textOf } from '../fields.ts'

export type SignedNode = {
  name: string
  raw: string
  sign: string | null
  /** The certificate that signed, in certificate mode. */
  certSn: string | null
}

/**
 * Finds the node that a reply is about and its raw text, which is what the gateway signed: a
 * re-serialised node differs (`\/`). Null when the reply is not one JSON object with such a node.
 */
export function signedNode(text: string, names: readonly string[]): SignedNode | null {
  const fields = parseFields(text)
  if (!fields) return null
  const members = topLevelMembers(text)
  const name = names.find((candidate) => members?.has(candidate))
  const raw = name && members?.get(name)
  if (!raw) return null
  return { name, raw, sign: textOf(fields, 'sign'), certSn: textOf(fields, 'alipay_cert_sn') }
}

/** The raw text of each member of valid JSON `text`; null when a key occurs twice. */
function topLevelMembers(text: string): Map<string, string> | null {
  const members = new Map<string, string>()
  let at = text.indexOf('{') + 1
  for (;;) {
    at = skipBlank(text, at)
    if (text[at] !== '"') return members
    const keyEnd = endOfString(text, at)
    const key: unknown = JSON.parse(text.slice(at, keyEnd))
    const start = skipBlank(text, text.indexOf(':', keyEnd) + 1)
    const end = endOfValue(text, start)
    if (typeof key !== 'string' || members.has(key)) return null
    members.set(key, text.slice(start, end).trimEnd())
    at = text[end] === ',' ? end + 1 : end
  }
}

function skipBlank(text: string, from: number): number {
  let at = from
  while (' \t\r\n'.includes(text[at] ?? 'x')) at += 1
  return at
}

/** Just behind the closing quote of the string that opens at `from`. */
function endOfString(text: string, from: number): number {
  let at = from + 1
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1
  return at + 1
}

/** At the comma or brace that ends the value which begins at `from`. */
function endOfValue(text: string, from: number): number {
  let depth = 0
  let at = from
  while (at < text.length) {
    const char = text[at] ?? ''
    if (depth === 0 && (char === ',' || char === '}')) return at
    if (char === '"') {
      at = endOfString(text, at)
      continue
    }
    if (char === '{' || char === '[') depth += 1
    if (char === '}' || char === ']') depth -= 1
    at += 1
  }
  return at
}
