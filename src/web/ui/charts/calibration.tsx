export type CalibrationPoint = { predicted: number; observed: number; count: number }

type CalibrationProps = {
  points: readonly CalibrationPoint[]
  label: string
  said: string
  happened: string
}

const SIZE = 300
const LEFT = 46
const TOP = 14
const BOX = SIZE - LEFT - 8

/** How often it happened against how often it was said: on the diagonal, words are kept. */
export function Calibration({ points, label, said, happened }: CalibrationProps) {
  const most = scaleOf(Math.max(...points.flatMap((point) => [point.predicted, point.observed])))
  const x = (value: number) => LEFT + (value / most) * BOX
  const y = (value: number) => TOP + BOX - (value / most) * BOX
  const path = points.map(({ predicted, observed }, at) => {
    return `${at === 0 ? 'M' : 'L'}${x(predicted).toFixed(1)} ${y(observed).toFixed(1)}`
  })
  const ticks = [0, 0.5, 1].map((part) => part * most)
  return (
    <svg className="plot plot-square" viewBox={`0 0 ${SIZE} ${SIZE}`} role="img" aria-label={label}>
      {ticks.map((tick) => (
        <g key={tick}>
          <path className="grid" d={`M${LEFT} ${y(tick)}H${LEFT + BOX}`} />
          <text x={LEFT - 6} y={y(tick) + 4} textAnchor="end">
            {percent(tick)}
          </text>
          <text x={x(tick)} y={TOP + BOX + 18} textAnchor="middle">
            {percent(tick)}
          </text>
        </g>
      ))}
      <path className="ideal" d={`M${x(0)} ${y(0)}L${x(most)} ${y(most)}`} />
      <path className="curve" d={path.join('')} />
      {points.map(({ predicted, observed }) => (
        <circle key={predicted} className="point" cx={x(predicted)} cy={y(observed)} r={4} />
      ))}
      <text className="axis" x={LEFT + BOX} y={SIZE - 4} textAnchor="end">
        {said} →
      </text>
      <text className="axis" x={LEFT + 6} y={TOP + 10}>
        ↑ {happened}
      </text>
    </svg>
  )
}

/** The next round tenth, so that small chances fill the drawing. */
function scaleOf(most: number): number {
  return Math.min(1, Math.max(0.1, Math.ceil(most * 10) / 10))
}

function percent(part: number): string {
  return `${Math.round(part * 100)}%`
}
