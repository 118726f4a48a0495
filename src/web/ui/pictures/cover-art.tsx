import type { ReactNode } from 'react'
import { curve, ridge, seeded, waterLines } from './cover-lines.ts'

const width = 600
const height = 400

type Ink = { ground: string; line: string; accent: string }

const inks: Ink[] = [
  { ground: 'var(--water-wash)', line: 'var(--water)', accent: 'var(--seal)' },
  { ground: 'var(--wash)', line: 'var(--ink-soft)', accent: 'var(--seal)' },
  { ground: 'var(--moss-wash)', line: 'var(--moss)', accent: 'var(--ochre)' },
  { ground: 'var(--ochre-wash)', line: 'var(--ochre)', accent: 'var(--water)' },
]

type Motif = (random: () => number, ink: Ink) => ReactNode

const motifs: Motif[] = [ripples, moon, mountains, stream, reeds]

/** The picture of an item without one: drawn from its name, in the site's own inks. */
export function CoverArt({ seed }: { seed: string }) {
  const random = seeded(seed)
  const ink = inks[Math.floor(random() * inks.length)] ?? inks[0]
  const motif = motifs[Math.floor(random() * motifs.length)] ?? ripples
  if (!ink) return null
  return (
    <svg
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="xMidYMid slice"
      fill="none"
      strokeLinecap="round"
      aria-hidden="true"
    >
      <rect width={width} height={height} fill={ink.ground} />
      {motif(random, ink)}
    </svg>
  )
}

function ripples(random: () => number, ink: Ink) {
  const x = width * (0.25 + random() * 0.5)
  const y = height * (0.5 + random() * 0.2)
  return (
    <g stroke={ink.line}>
      {Array.from({ length: 9 }, (_, ring) => {
        const reach = 18 + ring * ring * 5.2 + ring * 14
        const shape = { rx: reach, ry: reach * 0.34, opacity: 0.9 - ring * 0.085 }
        return <ellipse key={reach} cx={x} cy={y} strokeWidth={1.5} {...shape} />
      })}
      <circle cx={x} cy={y - 96} r={7} fill={ink.accent} stroke="none" />
      <path d={`M${x} ${y - 78}V${y - 30}`} strokeWidth={1} opacity={0.4} strokeDasharray="2 7" />
    </g>
  )
}

function moon(random: () => number, ink: Ink) {
  const x = width * (0.28 + random() * 0.44)
  const top = height * 0.46
  const lines = waterLines(random, { top, bottom: height, width })
  return (
    <g>
      <circle cx={x} cy={top - 62} r={38} fill={ink.accent} />
      <g stroke={ink.line}>
        {lines.map(({ path, depth }) => (
          <path key={path} d={path} strokeWidth={0.7 + depth * 1.4} opacity={0.85 - depth * 0.45} />
        ))}
      </g>
      <g stroke={ink.accent} strokeWidth={2.4}>
        {lines.slice(1, 13).map(({ path, depth }, index) => {
          const half = 34 * (1 - depth * 0.75) * (0.6 + random() * 0.4)
          const y = Number(/^M\S+ (\S+)Q/.exec(path)?.[1] ?? top) + 2
          const d = `M${x - half} ${y}h${half * 2}`
          return index % 4 === 3 ? null : <path key={d} d={d} />
        })}
      </g>
    </g>
  )
}

function mountains(random: () => number, ink: Ink) {
  const close = `L${width + 40} ${height}L-40 ${height}Z`
  const sun = { cx: width * (0.2 + random() * 0.6), cy: 96, r: 26 }
  return (
    <g>
      <circle {...sun} fill={ink.accent} opacity={0.9} />
      {[0.5, 0.62, 0.74, 0.88].map((level, index) => (
        <path
          key={level}
          d={ridge(random, width, height * level, 96 - index * 16) + close}
          fill={ink.line}
          opacity={0.14 + index * 0.2}
        />
      ))}
    </g>
  )
}

function stream(random: () => number, ink: Ink) {
  const sway = 46 + random() * 40
  const turn = random() * 6.28
  const bank = Array.from({ length: 15 }, (_, index) => index * 30 - 10)
  return (
    <g stroke={ink.line}>
      {Array.from({ length: 17 }, (_, line) => {
        const points = bank.map((y): [number, number] => {
          const spread = (line - 8) * (4 + (y / height) * 15)
          return [width / 2 + spread + Math.sin(y / 74 + turn) * sway * (0.3 + y / height), y]
        })
        const path = curve(points)
        const middle = line === 8
        return (
          <path
            key={path}
            d={path}
            stroke={middle ? ink.accent : ink.line}
            strokeWidth={middle ? 2.5 : 1.3}
            opacity={middle ? 1 : 0.85 - Math.abs(line - 8) * 0.075}
          />
        )
      })}
    </g>
  )
}

function reeds(random: () => number, ink: Ink) {
  const lines = waterLines(random, { top: height * 0.74, bottom: height, width })
  return (
    <g stroke={ink.line}>
      {Array.from({ length: 26 }, (_, index) => {
        const x = 30 + index * 21 + random() * 16
        const tall = 90 + random() * 190
        const lean = (random() - 0.35) * 60
        const foot = height * 0.78
        const d = `M${x} ${foot}Q${x} ${foot - tall * 0.6} ${x + lean} ${foot - tall}`
        return (
          <path key={d} d={d} strokeWidth={1 + random() * 1.8} opacity={0.25 + random() * 0.6} />
        )
      })}
      {lines.map(({ path, depth }) => (
        <path key={path} d={path} strokeWidth={0.8 + depth} opacity={0.55 - depth * 0.25} />
      ))}
      <circle cx={width * 0.76} cy={92} r={24} fill={ink.accent} stroke="none" />
    </g>
  )
}
