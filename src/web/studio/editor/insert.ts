/** A text with a selection in it, as a textarea has. */
export type Selected = { text: string; start: number; end: number }

/** Puts marks around the selection, or takes them away when they are there already. */
export function wrap({ text, start, end }: Selected, mark: string, sample: string): Selected {
  const chosen = text.slice(start, end)
  const outside = text.slice(start - mark.length, start) === mark
  if (outside && text.slice(end, end + mark.length) === mark) {
    const before = text.slice(0, start - mark.length)
    const kept = before + chosen + text.slice(end + mark.length)
    return { text: kept, start: before.length, end: before.length + chosen.length }
  }
  const inner = chosen || sample
  const from = start + mark.length
  return {
    text: text.slice(0, start) + mark + inner + mark + text.slice(end),
    start: from,
    end: from + inner.length,
  }
}

/** Begins each selected line with `prefix`, or takes it away when all have it. */
export function prefixLines({ text, start, end }: Selected, prefix: string): Selected {
  const from = text.lastIndexOf('\n', start - 1) + 1
  const stop = text.indexOf('\n', end)
  const to = stop === -1 ? text.length : stop
  const lines = text.slice(from, to).split('\n')
  const has = lines.every((line) => line.startsWith(prefix))
  const changed = lines.map((line) => (has ? line.slice(prefix.length) : prefix + line)).join('\n')
  return {
    text: text.slice(0, from) + changed + text.slice(to),
    start: from,
    end: from + changed.length,
  }
}

/** Sets a block of its own after the selection, parted by empty lines. */
export function insertBlock({ text, end }: Selected, block: string): Selected {
  const before = text.slice(0, end)
  const after = text.slice(end)
  const gap = before === '' || before.endsWith('\n\n') ? '' : before.endsWith('\n') ? '\n' : '\n\n'
  const tail = after.startsWith('\n\n') ? '' : after.startsWith('\n') ? '\n' : '\n\n'
  const at = end + gap.length + block.length + tail.length
  return { text: before + gap + block + tail + after, start: at, end: at }
}

export const paywallMarker = '<!--more-->'

/** Sets the marker where the cursor is; a text has one, so an earlier one moves here. */
export function placePaywall({ text, end }: Selected): Selected {
  const line = /\n*^[ \t]*<!--\s*more\s*-->[ \t]*$\n*/gim
  const clean = (part: string) => part.replace(line, '\n\n')
  const before = clean(text.slice(0, end)).replace(/\n+$/, '')
  const after = clean(text.slice(end)).replace(/^\n+/, '')
  const head = `${before}\n\n${paywallMarker}\n\n`
  return { text: head + after, start: head.length, end: head.length }
}
