export type Bar = {
  label: string
  /** Its length; the longest fills the row. */
  value: number
  text: string
  tone?: 'water' | 'plain' | 'seal'
  /** A word beside the label, such as “in use”. */
  note?: string
}

/** Bars to compare at a glance: the words and numbers are text, the drawing only repeats them. */
export function Bars({ bars, most }: { bars: readonly Bar[]; most?: number }) {
  const longest = Math.max(most ?? 0, ...bars.map(({ value }) => value)) || 1
  return (
    <ul className="bars">
      {bars.map(({ label, value, text, tone = 'plain', note }) => (
        <li key={label} data-tone={tone}>
          <span className="label">
            {label}
            {note && <span className="note">{note}</span>}
          </span>
          <span className="value figures">{text}</span>
          <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
            <rect className="track" width="100" height="10" />
            <rect className="bar" width={(value / longest) * 100} height="10" />
          </svg>
        </li>
      ))}
    </ul>
  )
}
