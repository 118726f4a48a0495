import { invalid } from '#kernel/errors.ts'
import { decryptBytes, encryptBytes } from '#platform/crypto/encrypt.ts'
import { keyFor } from '#platform/crypto/keys.ts'

/** An electronic invoice has some 100 kB; with the form around it this stays within its limit. */
export const MAX_DOCUMENT_BYTES = 2_000_000

export type DocumentFormat = 'pdf' | 'ofd'
export type Document = { format: DocumentFormat; bytes: Uint8Array }

export const documentMimes: Readonly<Record<DocumentFormat, string>> = {
  pdf: 'application/pdf',
  ofd: 'application/ofd',
}

/**
 * What the bytes themselves are, whatever they are called: a PDF from its mark to its end, or an
 * OFD (GB/T 33190: a zip that holds OFD.xml). Throws `invoice.bad_document`, `media.too_large`.
 */
export function readDocument(bytes: Uint8Array): Document {
  if (bytes.byteLength > MAX_DOCUMENT_BYTES) {
    throw invalid('media.too_large', { maxBytes: MAX_DOCUMENT_BYTES })
  }
  const whole = Buffer.from(bytes)
  const isPdf =
    whole.subarray(0, 5).toString('latin1') === '%PDF-' &&
    whole.subarray(-1024).includes('%%EOF', 0, 'latin1')
  if (isPdf) return { format: 'pdf', bytes }
  const isZip = whole.subarray(0, 4).equals(Buffer.from([0x50, 0x4b, 3, 4]))
  if (isZip && whole.includes('OFD.xml', 0, 'latin1')) return { format: 'ofd', bytes }
  throw invalid('invoice.bad_document')
}

/** Encrypted for its place: a document put into another row does not open. */
export function sealDocument(place: string, { bytes }: Document): Buffer {
  return encryptBytes(keyFor('invoice'), bytes, place)
}

export function openDocument(place: string, box: Uint8Array): Buffer {
  return decryptBytes(keyFor('invoice'), box, place)
}
