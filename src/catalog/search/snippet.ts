import { cut } from './segment.ts'
import { stem } from './stem.ts'

/** Two lines on a phone. */
const LENGTH = 120
const LEAD = 30

type Span = { start: number; end: number }

/**
 * Safe HTML of the place in a public text where the query's words stand, marked; the beginning when
 * they stand nowhere in it.
 */
export function snippetOf(publicText: string, query: string): string {
  const text = publicText.replace(/\s+/g, ' ').trim()
  const spans = spansOf(text, query)
  const start = Math.max(0, (spans[0]?.start ?? 0) - LEAD)
  const from = startOfWord(text, start)
  const to = Math.min(text.length, from + LENGTH)
  const before = from > 0 ? '…' : ''
  return before + marked(text, { start: from, end: to }, spans) + (to < text.length ? '…' : '')
}

/** Where the words stand, in order, without overlaps. */
function spansOf(text: string, query: string): Span[] {
  const words = new Set(cut(query))
  const stems = new Set([...words].map(stem))
  const small = text.toLowerCase()
  if (small.length !== text.length) return []
  const spans: Span[] = []
  for (const word of words) {
    if (!/\p{Script=Han}/u.test(word)) continue
    for (let at = small.indexOf(word); at >= 0; at = small.indexOf(word, at + word.length)) {
      spans.push({ start: at, end: at + word.length })
    }
  }
  for (const match of small.matchAll(/[a-z\d\u00c0-\u024f]+/g)) {
    const [found] = match
    if (words.has(found) || stems.has(stem(found))) {
      spans.push({ start: match.index, end: match.index + found.length })
    }
  }
  return merged(spans.sort((a, b) => a.start - b.start || b.end - a.end))
}

function merged(spans: Span[]): Span[] {
  const apart: Span[] = []
  for (const span of spans) {
    const last = apart.at(-1)
    if (last && span.start <= last.end) last.end = Math.max(last.end, span.end)
    else apart.push({ ...span })
  }
  return apart
}

/** Does not begin in the middle of a Latin word or of a character outside the basic plane. */
function startOfWord(text: string, start: number): number {
  let from = start
  while (from > 0 && start - from < 20 && /\w/.test(text[from - 1] ?? '')) from--
  return /[\uDC00-\uDFFF]/.test(text[from] ?? '') ? from - 1 : from
}

function marked(text: string, { start, end }: Span, spans: Span[]): string {
  let html = ''
  let at = start
  for (const span of spans) {
    if (span.end <= start || span.start >= end) continue
    const from = Math.max(span.start, at)
    const to = Math.min(span.end, end)
    html += `${escaped(text.slice(at, from))}<mark>${escaped(text.slice(from, to))}</mark>`
    at = to
  }
  return html + escaped(text.slice(at, end))
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}
