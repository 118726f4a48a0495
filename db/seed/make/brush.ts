/** 16:9, as wide as the widest variant that the site stores. */
export const WIDTH = 1600
export const HEIGHT = 900

export const colour = {
  paper: '#f3eee2',
  cream: '#f7f1e3',
  mist: '#dfe3dc',
  celadon: '#9db8ab',
  moss: '#5f7f6f',
  sky: '#c9d6d8',
  blue: '#3f6272',
  deep: '#24404c',
  ink: '#1e2629',
  ochre: '#cfae74',
  rose: '#e3c3ae',
  cinnabar: '#b5412b',
} as const

export type Point = [x: number, y: number]

/** Mulberry32: the same seed draws the same picture on every machine. */
export function dice(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const filters = `
<filter id="rough" x="-10%" y="-10%" width="120%" height="120%">
  <feTurbulence type="fractalNoise" baseFrequency="0.035" numOctaves="3" seed="4"/>
  <feDisplacementMap in="SourceGraphic" scale="9"/>
</filter>
<filter id="dry" x="-10%" y="-10%" width="120%" height="120%">
  <feTurbulence type="fractalNoise" baseFrequency="0.012 0.32" numOctaves="2" seed="9"
      result="n"/>
  <feColorMatrix in="n" values="0 0 0 0 0  0 0 0 0 0  0 0 0 0 0  0 0 0 -3.2 2.3" result="gaps"/>
  <feComposite in="SourceGraphic" in2="gaps" operator="in" result="d"/>
  <feDisplacementMap in="d" in2="n" scale="6"/>
</filter>
<filter id="wash" x="-30%" y="-30%" width="160%" height="160%"><feGaussianBlur stdDeviation="14"/>
</filter>
<filter id="soft" x="-30%" y="-30%" width="160%" height="160%"><feGaussianBlur stdDeviation="4"/>
</filter>
<filter id="fog" x="-50%" y="-50%" width="200%" height="200%"><feGaussianBlur stdDeviation="42"/>
</filter>
<filter id="grain"><feTurbulence type="fractalNoise" baseFrequency="0.8" numOctaves="2" seed="2"/>
  <feColorMatrix values="0 0 0 0 0.25  0 0 0 0 0.2  0 0 0 0 0.12  0 0 0 0.16 0"/>
</filter>`

/** A whole picture: two tints of paper, what is drawn on it, and the grain over all. */
export function sheet(top: string, bottom: string, drawn: string[]): string {
  const size = `width="${WIDTH}" height="${HEIGHT}"`
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} viewBox="0 0 ${WIDTH} ${HEIGHT}">
<defs>${filters}
<linearGradient id="ground" x1="0" y1="0" x2="0.25" y2="1">
  <stop offset="0" stop-color="${top}"/><stop offset="1" stop-color="${bottom}"/>
</linearGradient></defs>
<rect ${size} fill="url(#ground)"/>
${drawn.join('\n')}
<rect ${size} filter="url(#grain)" opacity="0.55"/>
</svg>`
}

/** A ridge line across the sheet, filled down to its foot. */
export function ridge(
  roll: () => number,
  { y, rise, fill, opacity = 1, foot = HEIGHT, waves = 5, filter = 'rough' }: Ridge,
): string {
  const parts = Array.from({ length: waves }, (_, n) => ({
    length: (0.6 + roll()) * (WIDTH / (n + 1.2)),
    phase: roll() * Math.PI * 2,
    height: (rise * (0.5 + roll())) / (n + 1),
  }))
  const points: Point[] = []
  for (let x = -40; x <= WIDTH + 40; x += 10) {
    const lift = parts.reduce(
      (sum, { length, phase, height }) =>
        sum + height * Math.sin((x / length) * Math.PI * 2 + phase),
      0,
    )
    points.push([x, y - lift])
  }
  const d = `${line(points)} L${WIDTH + 40},${foot} L-40,${foot} Z`
  return `<path d="${d}" fill="${fill}" opacity="${opacity}" filter="url(#${filter})"/>`
}
type Ridge = {
  y: number
  rise: number
  fill: string
  opacity?: number
  foot?: number
  waves?: number
  filter?: string
}

/** Rings on water, seen from the bank: flatter than they are wide, fainter as they grow. */
export function ripples(
  [x, y]: Point,
  { rings, first, step, ink, flat = 0.3, weight = 3 }: Ripples,
): string {
  return Array.from({ length: rings }, (_, n) => {
    const r = first + step * n * (1 + n * 0.06)
    const faint = (1 - n / rings) * 0.75
    const width = weight * (1 - (n / rings) * 0.6)
    return `<ellipse cx="${x}" cy="${y}" rx="${r}" ry="${r * flat}" fill="none" stroke="${ink}"
      stroke-width="${width}" opacity="${faint}" filter="url(#rough)"/>`
  }).join('')
}
type Ripples = {
  rings: number
  first: number
  step: number
  ink: string
  flat?: number
  weight?: number
}

/** A brush stroke along points, thick in the middle and dry at the end. */
export function stroke(points: Point[], width: number, ink: string, filter = 'dry'): string {
  const left: Point[] = []
  const right: Point[] = []
  points.forEach(([x, y], n) => {
    const [px, py] = points[Math.max(0, n - 1)] ?? [x, y]
    const [qx, qy] = points[Math.min(points.length - 1, n + 1)] ?? [x, y]
    const length = Math.hypot(qx - px, qy - py) || 1
    const t = n / (points.length - 1 || 1)
    const half = (width / 2) * (0.35 + 0.75 * Math.sin(Math.PI * (0.12 + t * 0.8)))
    const [nx, ny] = [(-(qy - py) / length) * half, ((qx - px) / length) * half]
    left.push([x + nx, y + ny])
    right.unshift([x - nx, y - ny])
  })
  return `<path d="${line([...left, ...right])} Z" fill="${ink}" filter="url(#${filter})"/>`
}

/** Points of a smooth curve through a few given ones (Catmull–Rom). */
export function curve(through: Point[], steps = 24): Point[] {
  const points: Point[] = []
  for (let n = 0; n < through.length - 1; n++) {
    const [a, b, c, d] = [n - 1, n, n + 1, n + 2].map(
      (at) => through[Math.min(Math.max(at, 0), through.length - 1)] ?? [0, 0],
    ) as [Point, Point, Point, Point]
    for (let k = 0; k < steps; k++) {
      const t = k / steps
      points.push([blend(a[0], b[0], c[0], d[0], t), blend(a[1], b[1], c[1], d[1], t)])
    }
  }
  return [...points, through.at(-1) ?? [0, 0]]
}

function blend(a: number, b: number, c: number, d: number, t: number): number {
  return (
    0.5 *
    (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t ** 2 + (3 * b - a - 3 * c + d) * t ** 3)
  )
}

export function line(points: Point[]): string {
  return points.map(([x, y], n) => `${n ? 'L' : 'M'}${x.toFixed(1)},${y.toFixed(1)}`).join(' ')
}

export function disc([x, y]: Point, r: number, fill: string, opacity = 1, filter = 'rough') {
  const look = `fill="${fill}" opacity="${opacity}" filter="url(#${filter})"`
  return `<circle cx="${x}" cy="${y}" r="${r}" ${look}/>`
}

export function fog([x, y]: Point, rx: number, ry: number, fill: string, opacity = 0.7): string {
  const look = `fill="${fill}" opacity="${opacity}" filter="url(#fog)"`
  return `<ellipse cx="${x}" cy="${y}" rx="${rx}" ry="${ry}" ${look}/>`
}

/** A cinnabar seal with cut lines instead of characters: no font is needed. */
export function seal([x, y]: Point, size = 74): string {
  const cut = (x1: number, y1: number, x2: number, y2: number) =>
    `<line x1="${x + x1 * size}" y1="${y + y1 * size}" x2="${x + x2 * size}"
      y2="${y + y2 * size}"/>`
  const cuts = [
    cut(0.2, 0.24, 0.8, 0.24),
    cut(0.5, 0.24, 0.5, 0.46),
    cut(0.2, 0.46, 0.8, 0.46),
    cut(0.3, 0.62, 0.3, 0.82),
    cut(0.5, 0.6, 0.5, 0.84),
    cut(0.7, 0.62, 0.7, 0.82),
  ].join('')
  return `<g filter="url(#rough)"><rect x="${x}" y="${y}" width="${size}" height="${size}"
    rx="${size * 0.1}" fill="${colour.cinnabar}" opacity="0.92"/>
    <g stroke="${colour.cream}" stroke-width="${size * 0.065}"
      stroke-linecap="round">${cuts}</g></g>`
}
