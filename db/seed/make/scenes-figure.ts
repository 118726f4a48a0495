import {
  colour as c,
  curve,
  disc,
  fog,
  line,
  type Point,
  ripples,
  seal,
  sheet,
  stroke,
} from './brush.ts'

/** A circle in one stroke. */
export function enso(): string {
  const ring: Point[] = Array.from({ length: 120 }, (_, n) => {
    const angle = 1.9 + (n / 119) * Math.PI * 1.9
    const r = 262 + 10 * Math.sin(n / 17)
    return [800 + Math.cos(angle) * r, 440 + Math.sin(angle) * r]
  })
  return sheet('#eff0e6', '#dbe3da', [
    fog([800, 440], 380, 330, '#ffffff', 0.8),
    stroke(ring, 78, c.ink, 'rough'),
    stroke(
      ring.map(([x, y]): Point => [x * 0.985 + 12, y * 0.985 + 7]),
      30,
      c.deep,
    ),
    disc([800, 440], 30, c.cinnabar),
    ripples([800, 790], { rings: 6, first: 80, step: 70, ink: c.deep, flat: 0.1 }),
    seal([1420, 740]),
  ])
}

/** The round of attention: it settles, wanders, is noticed, is brought back. */
export function attention(): string {
  const at = (turn: number): Point => [
    800 + Math.cos(turn * Math.PI * 2) * 300,
    450 + Math.sin(turn * Math.PI * 2) * 300,
  ]
  const arcs = [0, 0.25, 0.5, 0.75].map((from) => {
    const points = Array.from({ length: 20 }, (_, n) => at(from - 0.25 + 0.045 + (n / 19) * 0.16))
    const [x, y] = points.at(-1) ?? [0, 0]
    const turn = (from - 0.25 + 0.205) * 360 + 90
    return `${stroke(points, 16, c.ink, 'rough')}<path d="M-20,-16 L18,0 L-20,16 Z"
      fill="${c.ink}" transform="translate(${x},${y}) rotate(${turn})"/>`
  })
  const [top, right, bottom, left] = [at(-0.25), at(0), at(0.25), at(0.5)]
  const cloud = [
    [-34, 8, 34],
    [0, -14, 42],
    [36, 6, 34],
    [0, 16, 40],
  ]
  return sheet('#f2f0e4', '#e0e6dc', [
    ...arcs,
    disc(top, 62, c.deep),
    disc(top, 20, '#f2f0e4'),
    ...cloud.map(([dx = 0, dy = 0, r = 0]) => disc([right[0] + dx, right[1] + dy], r, c.celadon)),
    `<path
      d="M${bottom[0] - 84},${bottom[1]} Q${bottom[0]},${bottom[1] - 80} ${bottom[0] + 84},${bottom[1]} Q${bottom[0]},${bottom[1] + 80} ${bottom[0] - 84},${bottom[1]} Z" fill="#fbf7ec" stroke="${c.ink}" stroke-width="9" filter="url(#rough)"/>`,
    disc(bottom, 27, c.cinnabar),
    stroke(
      curve([
        [left[0] + 58, left[1] - 40],
        [left[0] - 40, left[1] - 52],
        [left[0] - 46, left[1] + 44],
        [left[0] + 50, left[1] + 36],
      ]),
      20,
      c.deep,
      'rough',
    ),
    `<path d="M-22,-22 L24,0 L-22,22 Z" fill="${c.deep}"
      transform="translate(${left[0] + 62},${left[1] + 34}) rotate(-8)"/>`,
    ripples([800, 450], { rings: 5, first: 24, step: 30, ink: c.deep, flat: 1 }),
    seal([1430, 750], 62),
  ])
}

/** Borbély's two processes: the pressure to sleep, and the clock's wave. */
export function processes(): string {
  const pressure: Point[] = []
  const clock: Point[] = []
  let need = 0.06
  for (let step = 0; step <= 230; step++) {
    const hour = (step / 230) * 48
    const x = 120 + step * 6
    const asleep = hour % 24 >= 16
    need += asleep ? -need * 0.065 : (1 - need) * 0.024
    pressure.push([x, 720 - need * 540])
    clock.push([x, 520 - 80 * Math.sin(((hour - 3) / 24) * Math.PI * 2)])
  }
  const nights = [16, 40].map((hour) => 120 + (hour / 48) * 1380)
  return sheet('#f3efe2', '#e4e7dc', [
    ...nights.map(
      (x) =>
        `<rect x="${x}" y="120" width="${(8 / 48) * 1380}" height="640" fill="${c.deep}"
      opacity="0.16"/>`,
    ),
    ...nights.map(
      (x) =>
        `<path d="M${x + 118},150 A34,34 0 1 0 ${x + 146},206 A28,28 0 1 1 ${x + 118},150 Z"
      fill="${c.deep}"/>`,
    ),
    stroke(
      [
        [110, 762],
        [800, 762],
        [1510, 762],
      ],
      6,
      c.ink,
      'rough',
    ),
    `<path d="${line(clock)}" fill="none" stroke="${c.moss}" stroke-width="9"
      stroke-dasharray="2 20" stroke-linecap="round"/>`,
    `<path d="${line(pressure)}" fill="none" stroke="${c.cinnabar}" stroke-width="11"
      stroke-linejoin="round" filter="url(#rough)"/>`,
  ])
}

/** Two tables and the rows that meet by their keys. */
export function join(): string {
  const keys = [c.cinnabar, c.moss, c.ochre, c.blue, c.deep]
  const table = (x: number, marks: string[]) =>
    marks
      .map((mark, n) => {
        const y = 210 + n * 104
        return `<rect x="${x}" y="${y}" width="430" height="80" rx="6" fill="#fbf7ec"
      stroke="${c.ink}" stroke-width="4" filter="url(#rough)"/>
      ${disc([x + 52, y + 40], 22, mark)}${stroke(
        [
          [x + 110, y + 40],
          [x + 240, y + 39],
          [x + 380, y + 40],
        ],
        8,
        c.ink,
      )}`
      })
      .join('')
  const right = [keys[1], keys[0], keys[0], keys[3]] as string[]
  const links = [
    [0, 1],
    [0, 2],
    [1, 0],
    [3, 3],
  ]
  return sheet('#ece4d2', '#dcd7c4', [
    ...links.map(([a = 0, b = 0]) => {
      const [y1, y2] = [250 + a * 104, 250 + b * 104]
      return stroke(
        curve([
          [640, y1],
          [800, (y1 + y2) / 2],
          [960, y2],
        ]),
        9,
        keys[a] ?? c.ink,
        'rough',
      )
    }),
    table(200, keys),
    table(970, right),
    seal([1330, 690], 62),
  ])
}
