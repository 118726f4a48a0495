export type Bubble = { name: string; x: number; y: number; size: number }

type BubblesProps = {
  bubbles: readonly Bubble[]
  label: string
  xLabel: string
  yLabel: string
  xTicks: readonly { at: number; text: string }[]
}

const [WIDTH, HEIGHT, LEFT, TOP] = [340, 240, 30, 18]
const [BOX_X, BOX_Y] = [WIDTH - LEFT - 14, HEIGHT - TOP - 42]
const LARGEST = 34
const SMALLEST = 11

/**
 * Groups as bubbles on a map, numbered as in the list below it: the area is how many they are.
 * Scales grow by the square root, so that the near and the small are told apart.
 */
export function Bubbles({ bubbles, label, xLabel, yLabel, xTicks }: BubblesProps) {
  const mostX = Math.max(1, ...bubbles.map(({ x }) => x), xTicks[1]?.at ?? 0) * 1.15
  const mostY = Math.max(1, ...bubbles.map(({ y }) => y)) * 1.3
  const mostSize = Math.max(1, ...bubbles.map(({ size }) => size))
  const x = (value: number) => LEFT + 20 + Math.sqrt(Math.max(0, value) / mostX) * (BOX_X - 40)
  const y = (value: number) =>
    TOP + BOX_Y - 16 - Math.sqrt(Math.max(0, value) / mostY) * (BOX_Y - 34)
  const radius = (size: number) => Math.max(SMALLEST, Math.sqrt(size / mostSize) * LARGEST)
  const levels = [0, 1, 2, 5, 10, 20, 50].filter((level) => level <= mostY).slice(-4)
  const placed = bubbles.map((bubble, at) => ({ ...bubble, number: at + 1 }))
  placed.sort((a, b) => b.size - a.size)
  return (
    <svg className="plot" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
      {levels.map((level) => (
        <g key={level}>
          <path className="grid" d={`M${LEFT} ${y(level)}H${LEFT + BOX_X}`} />
          <text x={LEFT - 5} y={y(level) + 4} textAnchor="end">
            {level}
          </text>
        </g>
      ))}
      {xTicks
        .filter(({ at }) => at <= mostX)
        .map(({ at, text }) => (
          <text key={at} x={x(at)} y={TOP + BOX_Y + 14} textAnchor="middle">
            {text}
          </text>
        ))}
      {placed.map(({ name, number, size, ...at }) => (
        <g key={number} className="bubble">
          <title>{name}</title>
          <circle cx={x(at.x)} cy={y(at.y)} r={radius(size)} />
          <text x={x(at.x)} y={y(at.y) + 4.5} textAnchor="middle">
            {number}
          </text>
        </g>
      ))}
      <text className="axis" x={LEFT + BOX_X} y={HEIGHT - 8} textAnchor="end">
        {xLabel} →
      </text>
      <text className="axis" x={4} y={11}>
        ↑ {yLabel}
      </text>
    </svg>
  )
}
