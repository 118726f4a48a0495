export type Whisker = {
  label: string
  low: number
  middle: number
  high: number
  text: string
}

const WIDTH = 320
const HEIGHT = 34

/** What lies between two ends, one row each, against a line at “no difference”. */
export function Whiskers({ rows }: { rows: readonly Whisker[] }) {
  const reach = Math.max(1e-9, ...rows.flatMap(({ low, high }) => [-low, high])) * 1.1
  const x = (value: number) => WIDTH / 2 + (value / reach) * (WIDTH / 2)
  return (
    <ul className="whiskers">
      {rows.map(({ label, low, middle, high, text }) => (
        <li key={label} data-tone={low > 0 ? 'moss' : high < 0 ? 'seal' : 'plain'}>
          <span className="label">{label}</span>
          <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
            <path className="zero" d={`M${WIDTH / 2} 0V${HEIGHT}`} />
            <path
              className="line"
              d={`M${x(low)} 11V23M${x(high)} 11V23M${x(low)} 17H${x(high)}`}
            />
            <circle className="dot" cx={x(middle)} cy={17} r={5.5} />
          </svg>
          <span className="text">{text}</span>
        </li>
      ))}
    </ul>
  )
}
