import { seededRandom } from '#kernel/random.ts'

/** A parameter to be searched, with the first step in each direction and the bounds of it. */
export type Dimension = {
  name: string
  start: number
  step: number
  min: number
  max: number
  /** Steps multiply by 1 + step instead of adding it. */
  isRatio?: boolean
}

export type Point = Record<string, number>
export type Trial = { point: Point; score: number }

export type Search = {
  space: Dimension[]
  /** What is made as large as possible, for example NDCG on the validation part. */
  judge: (point: Point) => number | Promise<number>
  /** Orders the dimensions; the same seed tries the same points. */
  seed: number
  /** Asked before each new trial, with the number so far: a count, a deadline, or both. */
  mayGoOn: (trials: number) => boolean
  /** Trials of an earlier run that was cut off; they are taken over and not repeated. */
  finished?: Trial[]
  onTrial?: (trial: Trial) => void | Promise<void>
}

/** Steps smaller than a sixteenth of the first find only noise. */
const SMALLEST = 1 / 16

/**
 * Coordinate search: one step up or down in one dimension at a time, further as long as it helps,
 * and half the step when nothing does. The path depends on the scores alone, so an earlier run's
 * trials lead to the same place. Returns the best trial, null when none was allowed, and all.
 */
export async function search(given: Search): Promise<{ best: Trial | null; trials: Trial[] }> {
  const trials: Trial[] = []
  const known = new Map((given.finished ?? []).map((trial) => [keyOf(trial.point), trial.score]))
  const attempt = async (point: Point): Promise<number | null> => {
    const key = keyOf(point)
    const seen = trials.find((trial) => keyOf(trial.point) === key)
    if (seen) return seen.score
    const score = known.get(key)
    if (score === undefined && !given.mayGoOn(trials.length)) return null
    const trial = { point, score: score ?? (await given.judge(point)) }
    trials.push(trial)
    if (score === undefined) await given.onTrial?.(trial)
    return trial.score
  }
  const start = Object.fromEntries(given.space.map(({ name, start }) => [name, start]))
  const first = await attempt(start)
  if (first === null) return { best: null, trials }
  let best: Trial = { point: start, score: first }
  const dimensions = shuffled(given.space, given.seed)
  for (let size = 1; size >= SMALLEST; size /= 2) {
    for (let improved = true; improved; ) {
      improved = false
      for (const dimension of dimensions) {
        const found = await climb(best, dimension, size, attempt)
        if (found === null) return { best: bestOf(trials), trials }
        improved ||= found !== best
        best = found
      }
    }
  }
  return { best, trials }
}

/** Goes one way as long as it helps, else the other; null when there is no budget left. */
async function climb(
  from: Trial,
  dimension: Dimension,
  size: number,
  attempt: (point: Point) => Promise<number | null>,
): Promise<Trial | null> {
  let best = from
  for (const way of [1, -1]) {
    for (;;) {
      const point = stepped(best.point, dimension, way * size)
      if (keyOf(point) === keyOf(best.point)) break
      const score = await attempt(point)
      if (score === null) return null
      if (!(score > best.score)) break
      best = { point, score }
    }
    if (best !== from) break
  }
  return best
}

function stepped(point: Point, { name, step, min, max, isRatio }: Dimension, size: number): Point {
  const value = point[name] ?? 0
  const moved = isRatio ? value * (1 + step) ** size : value + step * size
  // Six figures, so that there and back is the same point.
  return { ...point, [name]: Number(Math.min(max, Math.max(min, moved)).toPrecision(6)) }
}

function keyOf(point: Point): string {
  return JSON.stringify(Object.entries(point).sort(([a], [b]) => (a < b ? -1 : 1)))
}

function bestOf(trials: Trial[]): Trial | null {
  return trials.reduce<Trial | null>(
    (best, trial) => (best === null || trial.score > best.score ? trial : best),
    null,
  )
}

function shuffled(space: Dimension[], seed: number): Dimension[] {
  const random = seededRandom(seed)
  return space
    .map((dimension) => ({ dimension, key: random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ dimension }) => dimension)
}
