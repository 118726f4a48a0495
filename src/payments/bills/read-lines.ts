import { badBill } from './bad-bill.ts'

/** Many times the longest line of any bill; a file without line ends must not fill the memory. */
export const MAX_LINE_CHARS = 64 * 1024

/** The lines of a text that comes in pieces, without their ends (`\n` or `\r\n`). */
export async function* readLines(
  text: AsyncIterable<string>,
): AsyncGenerator<string, void, undefined> {
  let rest = ''
  for await (const piece of text) {
    const lines = (rest + piece).split('\n')
    rest = lines.pop() ?? ''
    if (rest.length > MAX_LINE_CHARS) throw badBill('unreadable', 'endless_line')
    for (const line of lines) yield line.endsWith('\r') ? line.slice(0, -1) : line
  }
  if (rest !== '') yield rest
}
