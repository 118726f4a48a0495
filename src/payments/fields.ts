/** A JSON object of a gateway as it arrived: every field is doubted until read. */
export type Fields = Readonly<Record<string, unknown>>

/** Parses UTF-8 JSON that must be an object; null for anything else. */
export function parseFields(text: string): Fields | null {
  try {
    return asFields(JSON.parse(text))
  } catch {
    return null
  }
}

export function asFields(value: unknown): Fields | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Fields)
    : null
}

/** The field's own text; null when absent, empty or not a string. */
export function textOf(fields: Fields, name: string): string | null {
  const value = Object.hasOwn(fields, name) ? fields[name] : null
  return typeof value === 'string' && value !== '' ? value : null
}

/** Decodes bytes that must be UTF-8; null otherwise. */
export function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return null
  }
}
