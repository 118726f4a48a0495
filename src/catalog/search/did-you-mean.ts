import { isChinese, spelled } from './pinyin.ts'

/** A guess may differ from what was typed in a third of its letters, but not in more than three. */
const MAX_PART = 1 / 3
const MAX_EDITS = 3

/**
 * The phrase in the titles and tags that the query most resembles, by its letters or, for Chinese,
 * by its sound; null when nothing is near or the query itself is there.
 */
export function didYouMean(query: string, phrases: readonly string[]): string | null {
  const wanted = query.normalize('NFKC').toLowerCase().trim()
  if (wanted.length < 2) return null
  const sound = isChinese(wanted) ? spelled(wanted) : wanted
  let best: { text: string; edits: number } | null = null
  for (const text of candidates(wanted, phrases)) {
    if (text.toLowerCase() === wanted) return null
    const letters = isChinese(text) ? spelled(text) : text.toLowerCase()
    const allowed = Math.min(MAX_EDITS, Math.floor(sound.length * MAX_PART))
    const edits = editDistance(sound, letters, allowed)
    if (edits <= allowed && (!best || edits < best.edits)) best = { text, edits }
  }
  return best?.text ?? null
}

/** Latin words one by one; of Chinese every run that is as long as the query, give or take one. */
function candidates(wanted: string, phrases: readonly string[]): Set<string> {
  const found = new Set<string>()
  for (const phrase of phrases) {
    for (const run of phrase.normalize('NFKC').match(/\p{Script=Han}+|[\p{L}\p{N}]+/gu) ?? []) {
      if (!isChinese(run)) found.add(run)
      else if (isChinese(wanted)) for (const part of runsOf(run, wanted.length)) found.add(part)
    }
  }
  return found
}

function runsOf(run: string, length: number): string[] {
  const runs: string[] = []
  for (const size of [length, length + 1, length - 1]) {
    if (size < 2) continue
    for (let at = 0; at + size <= run.length; at++) runs.push(run.slice(at, at + size))
  }
  return runs
}

/** Insertions, deletions, replacements and swaps of neighbours (optimal string alignment). */
export function editDistance(a: string, b: string, limit = Number.POSITIVE_INFINITY): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1
  let older: number[] = []
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row++) {
    const current = [row]
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1]
      let least = Math.min(
        (previous[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (previous[column - 1] ?? 0) + (same ? 0 : 1),
      )
      const swapped = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
      if (row > 1 && column > 1 && swapped) least = Math.min(least, (older[column - 2] ?? 0) + 1)
      current.push(least)
    }
    older = previous
    previous = current
  }
  return previous[b.length] ?? 0
}
