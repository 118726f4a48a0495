import {
  colour as c,
  curve,
  dice,
  disc,
  fog,
  line,
  type Point,
  ridge,
  ripples,
  seal,
  sheet,
  stroke,
} from './brush.ts'

/** Stepping stones: small flat things, one after another, lead across. */
export function stones(): string {
  const roll = dice(41)
  const places: Point[] = [
    [210, 800],
    [400, 748],
    [585, 690],
    [760, 640],
    [915, 588],
    [1050, 545],
    [1165, 508],
  ]
  return sheet('#efe6d4', '#d9dccf', [
    ridge(roll, { y: 330, rise: 70, fill: c.ochre, opacity: 0.35, filter: 'soft', foot: 520 }),
    ridge(roll, { y: 400, rise: 50, fill: c.moss, opacity: 0.4, foot: 500 }),
    fog([800, 480], 1000, 40, '#efe6d4', 0.95),
    ...places.map((at, n) =>
      ripples(at, { rings: 4, first: 96 - n * 9, step: 26 - n * 2, ink: c.blue, flat: 0.24 }),
    ),
    ...places.map(([x, y], n) => {
      const rx = 88 - n * 10
      return `<ellipse cx="${x}" cy="${y}" rx="${rx}" ry="${rx * 0.3}"
      fill="${n === 6 ? c.cinnabar : c.ink}" opacity="${0.92 - n * 0.04}"
      filter="url(#rough)"/><ellipse cx="${x - rx * 0.15}" cy="${y - rx * 0.1}"
      rx="${rx * 0.6}" ry="${rx * 0.1}" fill="#fff" opacity="0.16" filter="url(#soft)"/>`
    }),
    seal([1430, 740]),
  ])
}

/** A winding path over low hills at sunrise. */
export function path(): string {
  const roll = dice(53)
  const way = curve([
    [700, 900],
    [900, 790],
    [640, 700],
    [880, 620],
    [760, 552],
    [840, 505],
    [800, 470],
  ])
  const wide = way.map(([x, y], n) => {
    const half = 62 * (1 - n / way.length) ** 1.5 + 3
    return [x, y, half] as const
  })
  const edge = [
    ...wide.map(([x, y, h]): Point => [x - h, y]),
    ...[...wide].reverse().map(([x, y, h]): Point => [x + h, y]),
  ]
  return sheet('#f6ead7', '#e3dfcb', [
    disc([800, 400], 120, c.cinnabar, 0.85),
    fog([800, 440], 700, 60, '#f6ead7', 0.8),
    ridge(roll, { y: 470, rise: 40, fill: c.celadon, opacity: 0.6 }),
    ridge(roll, { y: 560, rise: 40, fill: c.celadon, opacity: 0.5 }),
    ridge(roll, { y: 690, rise: 36, fill: c.moss, opacity: 0.5 }),
    `<path d="${line(edge)} Z" fill="#f6ead7" opacity="0.94" filter="url(#rough)"/>`,
    ...Array.from({ length: 26 }, () => {
      const [x, y] = [roll() * 1600, 600 + roll() * 280]
      return stroke(
        [
          [x, y],
          [x + 3, y - 14],
          [x + 7, y - 30 - roll() * 20],
        ],
        5,
        c.deep,
        'rough',
      )
    }),
    seal([110, 90]),
  ])
}

/** A bamboo grove: long lines in segments, read from the ground up. */
export function bamboo(): string {
  const roll = dice(61)
  const stems = Array.from({ length: 13 }, (_, n) => {
    const far = n < 7
    const x = far ? 90 + n * 235 + roll() * 70 : 120 + (n - 7) * 270 + roll() * 90
    const width = far ? 20 : 34
    const ink = far ? c.celadon : n === 10 ? c.cinnabar : c.deep
    const lean = (roll() - 0.5) * 60
    const joints = far ? 5 : 4
    return Array.from({ length: joints }, (_, k) => {
      const [from, to] = [930 - (k * 980) / joints, 930 - ((k + 0.965) * 980) / joints]
      const half = (width - k * 2) / 2
      const at = (y: number, side: number): Point => [x + (lean * (930 - y)) / 930 + side * half, y]
      const stem = [at(from, -1), at(from, 1), at(to, 1), at(to, -1)]
      const look = `fill="${ink}" opacity="${far ? 0.5 : 0.88}"`
      return `<path d="${line(stem)} Z" ${look} filter="url(#rough)"/>`
    }).join('')
  })
  const leaves = Array.from({ length: 54 }, () => {
    const [x, y, turn] = [roll() * 1600, roll() * 520, roll() * 120 + 30]
    return `<path d="M0,0 C26,-13 66,-13 100,0 C66,9 26,9 0,0 Z" fill="${
      roll() > 0.5 ? c.moss : c.deep
    }" opacity="${0.4 + roll() * 0.5}"
      transform="translate(${x},${y}) rotate(${turn}) scale(${0.7 + roll() * 0.7})"
      filter="url(#rough)"/>`
  })
  return sheet('#e6ece6', '#cfdad4', [
    fog([800, 820], 900, 90, '#f3f3ea', 0.9),
    ...stems,
    ...leaves,
    seal([1420, 770]),
  ])
}

/** An open book whose pages are a mountain with steps. */
export function bookhill(): string {
  const roll = dice(71)
  const leaf = (side: 1 | -1) => {
    const x = (dx: number) => 800 + side * dx
    return `<path
      d="M800,790 C${x(180)},720 ${x(420)},716 ${x(600)},764 L${x(600)},812 C${x(420)},764 ${x(180)},770 800,838 Z" fill="#fbf7ec" stroke="${c.ink}" stroke-width="5" filter="url(#rough)"/>`
  }
  const steps = Array.from(
    { length: 17 },
    (_, n): Point => [800 + Math.sin(n * 0.75) * (120 - n * 6), 744 - n * 30],
  )
  return sheet('#f4ecdd', '#e2d9c6', [
    disc([1180, 220], 84, c.ochre, 0.8),
    `<path
      d="M330,770 C470,640 560,470 660,330 C710,250 760,190 800,170 C850,196 900,280 950,350 C1050,500 1130,660 1270,770 Z" fill="${c.deep}" opacity="0.82" filter="url(#rough)"/>`,
    `<path d="M470,770 C600,620 690,420 800,170 C770,360 740,560 760,770 Z" fill="#0f1d23"
      opacity="0.34" filter="url(#soft)"/>`,
    ridge(roll, { y: 640, rise: 60, fill: c.celadon, opacity: 0.45, filter: 'soft', foot: 780 }),
    fog([800, 730], 620, 34, '#f4ecdd', 0.75),
    ...steps.map(([x, y], n) => {
      const half = 34 - n * 1.5
      return stroke(
        [
          [x - half, y],
          [x, y - 2],
          [x + half, y],
        ],
        10 - n * 0.4,
        '#f4ecdd',
        'rough',
      )
    }),
    disc([800, 160], 15, c.cinnabar),
    leaf(1),
    leaf(-1),
    seal([130, 700]),
  ])
}
