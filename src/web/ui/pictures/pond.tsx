import { seeded, waterLines } from './cover-lines.ts'

const size = 560
const horizon = 196
const moonX = 372

const random = seeded('半亩方塘一鉴开')
const lines = waterLines(random, { top: horizon, bottom: size, width: size })
const glints = lines.slice(1, 22).map(({ depth }, index) => {
  const half = 48 * (1 - depth * 0.7) * (0.55 + random() * 0.45)
  const y = horizon + (size - horizon) * depth
  return { d: `M${moonX - half} ${y}h${half * 2}`, shown: index % 5 !== 4 }
})

/** 半亩方塘一鉴开: the square pond of the poem, a spring welling in it, the sun upon it. */
export function Pond() {
  return (
    <svg
      viewBox={`0 0 ${size} ${size}`}
      preserveAspectRatio="xMidYMin slice"
      className="block h-full w-full"
      fill="none"
      strokeLinecap="round"
      aria-hidden="true"
    >
      <rect width={size} height={size} fill="var(--water-wash)" />
      <circle cx={moonX} cy={88} r={44} fill="var(--seal)" />
      <path
        d="M0 196C60 168 96 132 150 136s74 34 116 30 66-60 116-62 92 58 178 58v34Z"
        fill="var(--water)"
        opacity=".16"
      />
      <path
        d="M0 196c70-10 122-44 186-40s98 34 158 26 120-22 216-4v18Z"
        fill="var(--water)"
        opacity=".22"
      />
      <g stroke="var(--water)">
        {lines.map(({ path, depth }) => (
          <path key={path} d={path} strokeWidth={0.7 + depth * 1.5} opacity={0.9 - depth * 0.45} />
        ))}
      </g>
      <g stroke="var(--seal)" strokeWidth="3">
        {glints.map(({ d, shown }) => shown && <path key={d} d={d} />)}
      </g>
      <g stroke="var(--foam)" strokeWidth="3">
        {[20, 46, 82, 128].map((reach) => (
          <ellipse
            key={reach}
            cx="168"
            cy="410"
            rx={reach}
            ry={reach * 0.3}
            opacity={1 - reach / 180}
          />
        ))}
      </g>
    </svg>
  )
}
