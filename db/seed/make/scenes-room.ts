import {
  colour as c,
  curve,
  dice,
  disc,
  fog,
  line,
  type Point,
  seal,
  sheet,
  stroke,
} from './brush.ts'

/** Cards on a table and the threads between them. */
export function cards(): string {
  const roll = dice(109)
  const places: Point[] = [
    [300, 270],
    [640, 190],
    [1010, 260],
    [1330, 400],
    [420, 570],
    [780, 500],
    [1130, 640],
    [690, 740],
  ]
  const pairs = [
    [0, 1],
    [1, 2],
    [2, 3],
    [0, 4],
    [4, 5],
    [1, 5],
    [5, 6],
    [3, 6],
    [4, 7],
    [6, 7],
    [5, 7],
  ]
  const card = ([x, y]: Point, n: number) => {
    const turn = (roll() - 0.5) * 16
    const rows = [-26, 0, 26]
      .map((dy, k) =>
        stroke(
          [
            [-78, dy],
            [0, dy],
            [k === 2 ? 20 : 78, dy],
          ],
          6,
          c.ink,
        ),
      )
      .join('')
    const corner = n === 5 ? disc([84, -46], 12, c.cinnabar) : disc([84, -46], 7, c.blue, 0.7)
    return `<g transform="translate(${x},${y}) rotate(${turn})"><rect x="-116" y="-70"
      width="240" height="150" fill="#000" opacity="0.16" filter="url(#soft)"/><rect x="-120"
      y="-74" width="240" height="148" rx="6" fill="#fbf7ec"
      filter="url(#rough)"/>${rows}${corner}</g>`
  }
  return sheet('#ead8c4', '#d9c3aa', [
    ...pairs.map(([a = 0, b = 0]) => {
      const [from, to] = [places[a] ?? [0, 0], places[b] ?? [0, 0]] as [Point, Point]
      const middle: Point = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2 + 34]
      return `<path d="${line(curve([from, middle, to]))}" fill="none" stroke="${c.cinnabar}"
      stroke-width="4" opacity="0.75" filter="url(#rough)"/>`
    }),
    ...places.map(card),
    seal([1440, 90]),
  ])
}

/** A window at night with a lamp: letters are written there. */
export function lamp(): string {
  const bars = [480, 640, 800, 960, 1120]
  return sheet('#2c3d43', '#1a262b', [
    fog([800, 450], 560, 380, '#f0cf8e', 0.5),
    `<rect x="440" y="130" width="720" height="600" fill="#f5dfae" opacity="0.95"
      filter="url(#rough)"/>`,
    `<ellipse cx="800" cy="560" rx="180" ry="150" fill="#fff6d8" opacity="0.9"
      filter="url(#wash)"/>`,
    ...bars.map((x) =>
      stroke(
        [
          [x, 130],
          [x, 430],
          [x, 730],
        ],
        9,
        c.ink,
        'rough',
      ),
    ),
    ...[250, 370, 490, 610].map((y) =>
      stroke(
        [
          [440, y],
          [800, y],
          [1160, y],
        ],
        7,
        c.ink,
        'rough',
      ),
    ),
    `<rect x="428" y="118" width="744" height="624" fill="none" stroke="${c.ink}"
      stroke-width="24" filter="url(#rough)"/>`,
    stroke(
      curve([
        [800, 742],
        [802, 690],
        [798, 640],
      ]),
      26,
      c.ink,
      'rough',
    ),
    `<path d="M800,540 C836,586 842,620 800,640 C758,620 764,586 800,540 Z"
      fill="${c.cinnabar}" filter="url(#rough)"/>`,
    stroke(
      [
        [300, 760],
        [800, 752],
        [1300, 760],
      ],
      34,
      '#0f171a',
      'rough',
    ),
    ...[0, 1, 2].map(
      (n) =>
        `<rect x="${930 + n * 10}" y="${716 - n * 16}" width="180" height="14" fill="#fbf7ec"
      filter="url(#rough)"/>`,
    ),
    disc([1360, 190], 62, '#f1e6c8', 0.85),
    seal([1420, 760], 62),
  ])
}

/** A medicine chest: everything in its drawer, found by its label. */
export function drawers(): string {
  const roll = dice(127)
  const fronts: string[] = []
  for (let row = 0; row < 5; row++) {
    for (let column = 0; column < 9; column++) {
      const [x, y] = [170 + column * 142, 110 + row * 142]
      const pulled = row === 2 && column === 5
      const fill = pulled ? c.cinnabar : ['#8a6a4a', '#7d5f43', '#94734f'][Math.floor(roll() * 3)]
      fronts.push(
        `<rect x="${x - (pulled ? 6 : 0)}" y="${y + (pulled ? 10 : 0)}"
      width="${pulled ? 136 : 124}" height="${pulled ? 136 : 124}" rx="4"
      fill="${fill}" filter="url(#rough)"/>`,
        disc([x + 62, y + 84 + (pulled ? 12 : 0)], 10, '#e9d9b5'),
        `<rect x="${x + 30}" y="${y + 26 + (pulled ? 10 : 0)}" width="64" height="34"
      fill="#f3ead2" opacity="0.92" filter="url(#rough)"/>`,
        stroke(
          [
            [x + 38, y + 43 + (pulled ? 10 : 0)],
            [x + 62, y + 42 + (pulled ? 10 : 0)],
            [x + 70 + roll() * 18, y + 43 + (pulled ? 10 : 0)],
          ],
          5,
          c.ink,
          'rough',
        ),
      )
    }
  }
  return sheet('#e7dcc6', '#d3c4a6', [
    `<rect x="140" y="80" width="1330" height="760" rx="8" fill="#4d392a" filter="url(#rough)"/>`,
    ...fronts,
  ])
}
