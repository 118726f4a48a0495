/** Many times the longest message of API v2. */
const MAX_CHARS = 64 * 1024
/** The longest message has thirty or so. */
const MAX_FIELDS = 128

const opening = /^\s*(?:<\?xml version="1\.0"(?: encoding="(?:UTF|utf)-8")?\?>\s*)?<xml>\s*/
const field =
  /<([A-Za-z_]\w{0,63})(?:\/>|>(?:<!\[CDATA\[((?:[^\]]|\](?!\]>))*)\]\]>|([^<&\]]*))<\/\1>)\s*/y
const closing = /<\/xml>\s*$/y

/**
 * Reads the flat XML of API v2, `<xml><name>text</name>…</xml>` and no other: no DTD, no entity, no
 * attribute, nothing nested, no name twice. Null for anything else, in time linear in its length.
 */
export function readXml(text: string): ReadonlyMap<string, string> | null {
  if (text.length > MAX_CHARS) return null
  const head = opening.exec(text)
  if (!head) return null
  const fields = new Map<string, string>()
  let at = head[0].length
  while (fields.size <= MAX_FIELDS) {
    field.lastIndex = at
    const found = field.exec(text)
    if (!found) break
    const [, name = '', marked, bare = ''] = found
    if (fields.has(name)) return null
    fields.set(name, marked ?? bare)
    at = field.lastIndex
  }
  closing.lastIndex = at
  return closing.test(text) && fields.size <= MAX_FIELDS ? fields : null
}

/** Writes what readXml reads; every text in CDATA, so that none can become markup. */
export function writeXml(fields: Iterable<readonly [name: string, text: string]>): string {
  const parts = [...fields].map(([name, text]) => {
    if (text.includes(']]>')) throw new RangeError(`${name} cannot be written`)
    return `<${name}><![CDATA[${text}]]></${name}>`
  })
  return `<xml>${parts.join('')}</xml>`
}
