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

/** Half an acre of pond: the light of the sky and the shadows of clouds walk to and fro in it. */
export function pond(): string {
  const roll = dice(11)
  return sheet(c.cream, '#e6e7dc', [
    ridge(roll, { y: 400, rise: 90, fill: c.celadon, opacity: 0.35, filter: 'soft', foot: 560 }),
    ridge(roll, { y: 450, rise: 70, fill: c.blue, opacity: 0.3, foot: 560 }),
    fog([800, 545], 900, 60, c.cream, 0.95),
    `<path d="M300,590 L1320,560 L1480,800 L160,836 Z" fill="${c.sky}" opacity="0.9"
      filter="url(#rough)"/>`,
    `<path d="M300,590 L1320,560 L1480,800 L160,836 Z" fill="none" stroke="${c.deep}"
      stroke-width="7" opacity="0.8" filter="url(#dry)"/>`,
    disc([1120, 655], 52, c.cinnabar, 0.75, 'soft'),
    disc([1120, 250], 78, c.cinnabar, 0.9),
    ripples([640, 706], { rings: 7, first: 26, step: 44, ink: c.deep, flat: 0.2 }),
    fog([420, 640], 150, 16, '#ffffff', 0.8),
    fog([930, 770], 190, 16, '#ffffff', 0.7),
    stroke(
      curve([
        [140, 870],
        [186, 660],
        [172, 490],
        [228, 336],
      ]),
      30,
      c.ink,
      'rough',
    ),
    ...willow(roll, [226, 340]),
    seal([1420, 90]),
  ])
}

function willow(roll: () => number, [x, y]: Point): string[] {
  return Array.from({ length: 15 }, (_, n) => {
    const [dx, drop] = [n * 26 - 130, 160 + roll() * 190]
    const path = curve([
      [x, y],
      [x + dx * 0.6, y - 50],
      [x + dx, y + drop * 0.4],
      [x + dx * 1.06 + roll() * 20, y + drop],
    ])
    return `<path d="${line(path)}" fill="none" stroke="${c.moss}"
      stroke-width="${2 + roll() * 2.4}" opacity="0.75" filter="url(#rough)"/>`
  })
}

/** One drop, many rings: an act that may be repeated and stays one. */
export function drop(): string {
  const roll = dice(23)
  return sheet('#e3eaea', '#c6d3d6', [
    fog([800, 180], 900, 120, '#f6f7f3', 0.9),
    ripples([800, 590], { rings: 11, first: 20, step: 56, ink: c.deep, flat: 0.3, weight: 4 }),
    disc([800, 590], 13, c.cinnabar),
    `<path
      d="M800,372 C826,426 842,452 842,480 A42,42 0 1 1 758,480 C758,452 774,426 800,372 Z" fill="${c.deep}" opacity="0.9" filter="url(#rough)"/>`,
    disc([786, 486], 9, '#f6f7f3', 0.75, 'soft'),
    ...Array.from({ length: 60 }, () =>
      disc([roll() * 1600, 640 + roll() * 260], 1 + roll() * 2.4, c.deep, 0.35),
    ),
    seal([120, 700]),
  ])
}

/** A river with a boat: a long way begun slowly. */
export function river(): string {
  const roll = dice(5)
  return sheet('#f1eadb', '#d8ded6', [
    disc([1240, 230], 92, c.ochre, 0.85),
    ridge(roll, { y: 380, rise: 120, fill: c.celadon, opacity: 0.4, filter: 'soft', foot: 600 }),
    ridge(roll, { y: 460, rise: 110, fill: c.moss, opacity: 0.55, foot: 620 }),
    ridge(roll, { y: 540, rise: 50, fill: c.deep, opacity: 0.75, foot: 640 }),
    fog([700, 620], 1000, 52, '#f1eadb', 0.95),
    ...Array.from({ length: 16 }, (_, n) => {
      const [x, y] = [roll() * 1300, 660 + n * 14]
      return stroke(
        curve([
          [x, y],
          [x + 120, y - 4],
          [x + 170 + roll() * 260, y + 2],
        ]),
        4,
        c.blue,
      )
    }),
    `<path d="M640,742 C720,778 860,778 950,736 C900,760 700,764 640,742 Z" fill="${c.ink}"
      filter="url(#rough)"/>`,
    stroke(
      curve([
        [790, 752],
        [796, 700],
        [792, 650],
      ]),
      9,
      c.ink,
      'rough',
    ),
    `<path d="M796,648 L868,720 L796,722 Z" fill="${c.cinnabar}" opacity="0.85"
      filter="url(#rough)"/>`,
    seal([1440, 750]),
  ])
}

/** Waves of sleep: shallow, deep, and near the surface again before morning. */
export function night(): string {
  const roll = dice(31)
  const depth = (x: number) =>
    520 + 150 * Math.sin((x / 1600) * Math.PI * 9 - 1.4) * (1 - x / 2600) - (x / 1600) * 90
  const wave: Point[] = Array.from({ length: 161 }, (_, n) => [n * 10, depth(n * 10)])
  return sheet('#24404c', '#15262e', [
    ...Array.from({ length: 90 }, () =>
      disc([roll() * 1600, roll() * 420], 0.8 + roll() * 1.8, '#f7f1e3', 0.35 + roll() * 0.5),
    ),
    fog([1210, 220], 230, 200, '#e9dfc4', 0.22),
    `<path d="M1250,120 A120,120 0 1 0 1310,318 A98,98 0 1 1 1250,120 Z" fill="#f1e6c8"
      opacity="0.95" filter="url(#rough)"/>`,
    `<path d="${line(wave)} L1600,900 L0,900 Z" fill="#9db8ab" opacity="0.22"
      filter="url(#rough)"/>`,
    `<path d="${line(wave.map(([x, y]) => [x, y + 70]))} L1600,900 L0,900 Z" fill="#9db8ab"
      opacity="0.22"/>`,
    `<path d="${line(wave.map(([x, y]) => [x, y + 160]))} L1600,900 L0,900 Z" fill="#0f1d23"
      opacity="0.6" filter="url(#soft)"/>`,
    `<path d="${line(wave)}" fill="none" stroke="#f1e6c8" stroke-width="5" filter="url(#rough)"
      opacity="0.9"/>`,
    seal([110, 760], 64),
  ])
}
