import type { Price } from './catalogue.ts'

/**
 * The end of the nth period after `anchor` (Unix seconds, UTC). Months keep the anchor's day where
 * they have it and end on their last day where they do not, and never drift from it.
 */
export function periodEnd(anchor: number, recurring: Price['recurring'], n: number): number {
  const count = n * (recurring?.interval_count ?? 1)
  const interval = recurring?.interval ?? 'month'
  if (interval === 'day') return anchor + count * 86_400
  if (interval === 'week') return anchor + count * 7 * 86_400
  const start = new Date(anchor * 1000)
  const months = interval === 'year' ? count * 12 : count
  const end = new Date(start)
  end.setUTCDate(1)
  end.setUTCMonth(start.getUTCMonth() + months)
  const last = new Date(Date.UTC(end.getUTCFullYear(), end.getUTCMonth() + 1, 0)).getUTCDate()
  end.setUTCDate(Math.min(start.getUTCDate(), last))
  return Math.floor(end.getTime() / 1000)
}
