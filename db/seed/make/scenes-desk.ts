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

/** A steelyard: what is offered against what it costs. */
export function balance(): string {
  return sheet('#f3e8d3', '#e4d6bb', [
    fog([800, 820], 760, 70, c.ochre, 0.4),
    stroke(
      curve([
        [800, 150],
        [797, 420],
        [802, 700],
        [800, 800],
      ]),
      26,
      c.ink,
      'rough',
    ),
    stroke(
      [
        [620, 812],
        [800, 800],
        [980, 812],
      ],
      34,
      c.ink,
      'rough',
    ),
    stroke(
      curve([
        [360, 330],
        [800, 236],
        [1240, 268],
      ]),
      22,
      c.ink,
      'rough',
    ),
    disc([800, 240], 24, c.cinnabar),
    pan(380, 520),
    pan(1222, 456),
    disc([330, 486], 44, c.ochre),
    disc([410, 476], 54, c.ochre),
    disc([372, 412], 42, c.cinnabar, 0.9),
    ...[0, 1, 2].map(
      (n) =>
        `<rect x="${1150 + n * 12}" y="${412 - n * 34}" width="${140 - n * 20}" height="28"
      rx="5" fill="#fbf7ec" stroke="${c.ink}" stroke-width="4" filter="url(#rough)"/>`,
    ),
    seal([1440, 760]),
  ])
}

function pan(x: number, y: number): string {
  return (
    `<path d="M${x - 130},${y} C${x - 90},${y + 74} ${x + 90},${y + 74} ${x + 130},${y} Z"
      fill="${c.deep}" filter="url(#rough)"/>` +
    stroke(
      [
        [x, y - 190],
        [x - 64, y - 90],
        [x - 126, y],
      ],
      4,
      c.ink,
      'rough',
    ) +
    stroke(
      [
        [x, y - 190],
        [x + 64, y - 90],
        [x + 126, y],
      ],
      4,
      c.ink,
      'rough',
    )
  )
}

/** One sheet on the wall: a mountain and a few lines, nothing else. */
export function scroll(): string {
  const roll = dice(83)
  const rows = [560, 610, 660, 710]
  return sheet('#e9dfcc', '#d8cbb2', [
    `<rect x="560" y="100" width="480" height="700" fill="#000" opacity="0.18"
      filter="url(#wash)"/>`,
    `<rect x="556" y="96" width="488" height="700" fill="#fbf7ec" filter="url(#rough)"/>`,
    `<svg x="590" y="140" width="420"
      height="370" viewBox="0 250 1600 650" preserveAspectRatio="xMidYMid slice">${[
        disc([1140, 380], 120, c.cinnabar, 0.9),
        ridge(roll, { y: 560, rise: 180, fill: c.celadon, opacity: 0.5 }),
        ridge(roll, { y: 640, rise: 150, fill: c.blue, opacity: 0.6 }),
        ridge(roll, { y: 760, rise: 90, fill: c.ink, opacity: 0.85 }),
      ].join('')}</svg>`,
    ...rows.map((y, n) =>
      stroke(
        [
          [620, y],
          [780, y - 2],
          [n === 3 ? 800 : 970 - roll() * 60, y],
        ],
        9,
        c.ink,
      ),
    ),
    stroke(
      [
        [520, 92],
        [800, 88],
        [1080, 92],
      ],
      30,
      c.ink,
      'rough',
    ),
    stroke(
      [
        [520, 802],
        [800, 806],
        [1080, 802],
      ],
      30,
      c.ink,
      'rough',
    ),
    stroke(
      [
        [680, 84],
        [800, 30],
        [920, 84],
      ],
      4,
      c.ink,
      'rough',
    ),
    seal([950, 690], 46),
  ])
}

/** Grains of sand on a line: dense near nothing, sparse far out, and gaps everywhere. */
export function grains(): string {
  const roll = dice(97)
  const dots = Array.from({ length: 7 }, (_, band) => {
    const [from, to] = [140 + 1320 * (2 ** band / 128), 140 + 1320 * (2 ** (band + 1) / 128)]
    return Array.from({ length: 8 }, (_, n) => {
      const x = from + ((to - from) * n) / 8
      const r = 4 + band * 3
      return disc([x, 560 - band * 6 + (roll() - 0.5) * 6], r, band > 4 ? c.cinnabar : c.deep, 0.88)
    }).join('')
  })
  return sheet('#e9ecec', '#d2dadb', [
    ...Array.from({ length: 9 }, (_, n) => {
      const points: Point[] = Array.from({ length: 81 }, (_, k) => [
        k * 20,
        300 + n * 66 + 26 * Math.sin(k / 9 + n * 0.5),
      ])
      return `<path d="${line(points)}" fill="none" stroke="${c.blue}" stroke-width="2"
      opacity="0.16"/>`
    }),
    stroke(
      [
        [100, 590],
        [800, 594],
        [1510, 590],
      ],
      7,
      c.ink,
      'rough',
    ),
    ...dots,
    ripples([140, 590], { rings: 5, first: 30, step: 28, ink: c.deep, flat: 1 }),
    disc([140, 590], 13, c.ink),
    seal([1420, 110]),
  ])
}

/** A tangle that is drawn out into one calm line. */
export function thread(): string {
  const roll = dice(103)
  const tangle: Point[] = Array.from({ length: 26 }, () => {
    const [angle, r] = [roll() * Math.PI * 2, 60 + roll() * 190]
    return [440 + Math.cos(angle) * r * 1.15, 440 + Math.sin(angle) * r]
  })
  const calm: Point[] = [
    [700, 470],
    [820, 520],
    [940, 486],
    [1080, 500],
    [1240, 494],
    [1420, 496],
    [1640, 496],
  ]
  const points = curve([...tangle, ...calm])
  return sheet('#dfe8e2', '#c5d5cd', [
    fog([440, 440], 330, 260, c.moss, 0.32),
    fog([1240, 430], 360, 90, '#f6f3e6', 0.95),
    `<path d="${line(points)}" fill="none" stroke="${c.ink}" stroke-width="6" opacity="0.86"
      filter="url(#rough)"/>`,
    disc([1290, 350], 70, c.cinnabar, 0.85),
    ripples([1290, 640], { rings: 6, first: 40, step: 44, ink: c.deep, flat: 0.2 }),
    seal([1430, 760]),
  ])
}
