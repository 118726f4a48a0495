/** Longest subject or reason that the gateway takes. */
const MAX_CHARS = 256
/** From a printable ASCII character to its full-width twin. */
const TO_FULL_WIDTH = 0xfee0

/**
 * Text for a subject or a reason: one line. The gateway refuses `/`, `=` and `&`; a comma, a quote
 * or a backtick would have to be told apart from those of the bill's own making.
 */
export function plainText(text: string): string {
  const plain = text.replace(/[/=&,"`]/g, (char) =>
    String.fromCharCode(char.charCodeAt(0) + TO_FULL_WIDTH),
  )
  return [...plain.replace(/\p{Cc}+/gu, ' ')].slice(0, MAX_CHARS).join('')
}
