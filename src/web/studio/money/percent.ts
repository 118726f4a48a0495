const WHOLE = 10_000

/** `12.5` typed as a percentage → 1,250 basis points; null for anything else. */
export function readPercent(text: string): number | null {
  const typed = text.trim()
  if (!/^\d{1,3}(\.\d{1,2})?$/.test(typed)) return null
  const basisPoints = Math.round(Number(typed) * 100)
  return basisPoints <= WHOLE ? basisPoints : null
}

/** 1,250 basis points → `12.5`. */
export function showPercent(basisPoints: number): string {
  return String(basisPoints / 100)
}
