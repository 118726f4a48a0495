/** A small repeatable generator (mulberry32): the same title always draws the same picture. */
export function seeded(text: string): () => number {
  let state = 0x811c9dc5
  for (const char of text) state = Math.imul(state ^ (char.codePointAt(0) ?? 0), 0x01000193)
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

type Point = readonly [number, number]

/** A soft curve through the points, as quadratic pieces between their middles. */
export function curve(points: readonly Point[]): string {
  const [first, ...rest] = points
  if (!first) return ''
  let path = `M${first.map(round).join(' ')}`
  rest.forEach(([x, y], index) => {
    const next = rest[index + 1]
    if (next)
      path += `Q${round(x)} ${round(y)} ${round((x + next[0]) / 2)} ${round((y + next[1]) / 2)}`
    else path += `L${round(x)} ${round(y)}`
  })
  return path
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}

/** Lines of water from the horizon down: closer and calmer far away, wider and livelier near. */
export function waterLines(
  random: () => number,
  box: { top: number; bottom: number; width: number },
) {
  const lines: { path: string; depth: number }[] = []
  let y = box.top
  let gap = 3.2
  while (y < box.bottom) {
    const depth = (y - box.top) / (box.bottom - box.top)
    const phase = random() * 6.28
    const points: Point[] = []
    for (let x = -20; x <= box.width + 40; x += 30) {
      const swell = Math.sin(x / (34 + depth * 46) + phase) * (0.5 + depth * 4.2)
      points.push([x, y + swell + (random() - 0.5) * depth * 2])
    }
    lines.push({ path: curve(points), depth })
    y += gap
    gap *= 1.105
  }
  return lines
}

/** A ridge line between two sides; `rough` is how far it wanders. */
export function ridge(random: () => number, width: number, base: number, rough: number): string {
  const points: Point[] = []
  let height = base
  for (let x = -30; x <= width + 60; x += 30) {
    height += (random() - 0.5) * rough + (base - height) * 0.18
    points.push([x, height])
  }
  return curve(points)
}
