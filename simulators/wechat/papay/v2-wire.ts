import { createHash, createHmac } from 'node:crypto'

export type SignType = 'MD5' | 'HMAC-SHA256'
export type V2Fields = Record<string, string>

/** Reads a flat `<xml>` as the gateway does; null for anything else. */
export function readV2(text: string): V2Fields | null {
  const inside = /^\s*<xml>([\s\S]*)<\/xml>\s*$/.exec(text)?.[1]
  if (inside === undefined || /<!DOCTYPE|<!ENTITY/.test(text)) return null
  const pattern = /<(\w+)>(?:<!\[CDATA\[([\s\S]*?)\]\]>|([^<]*))<\/\1>|<(\w+)\/>/g
  const pairs = [...inside.matchAll(pattern)].map(([, name, marked, bare, empty]) => [
    name ?? empty ?? '',
    marked ?? bare ?? '',
  ])
  return Object.fromEntries(pairs)
}

/** Texts in CDATA and whole numbers bare, as the gateway writes them. */
export function writeV2(fields: V2Fields): string {
  const lines = Object.entries(fields).map(([name, text]) =>
    /^\d{1,12}$/.test(text)
      ? `<${name}>${text}</${name}>`
      : `<${name}><![CDATA[${text}]]></${name}>`,
  )
  return `<xml>\n${lines.join('\n')}\n</xml>`
}

export function signV2(fields: V2Fields, key: string, type: SignType): string {
  const text = Object.keys(fields)
    .sort()
    .filter((name) => name !== 'sign' && fields[name] !== '')
    .map((name) => `${name}=${fields[name]}&`)
    .join('')
    .concat(`key=${key}`)
  const hash = type === 'MD5' ? createHash('md5') : createHmac('sha256', key)
  return hash.update(text).digest('hex').toUpperCase()
}

/** A message says how it is signed, or it is MD5. */
export function signTypeOf(fields: V2Fields): SignType {
  return fields.sign_type === 'HMAC-SHA256' ? 'HMAC-SHA256' : 'MD5'
}
