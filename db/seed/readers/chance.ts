/** Draws in the shapes that behaviour has, each from a source of numbers in [0, 1). */
export type Random = () => number

/** Box and Muller (1958). */
export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}

/** Lognormal: `median` times a factor, with `spread` the deviation of its logarithm. */
export function aroundMedian(random: Random, median: number, spread: number): number {
  return median * Math.exp(spread * normal(random))
}

/** Exponential, as waiting times are. */
export function waiting(random: Random, mean: number): number {
  return -mean * Math.log(1 - random())
}

export function oneOf<T>(random: Random, all: readonly T[]): T {
  const found = all[Math.floor(random() * all.length)]
  if (found === undefined) throw new Error('nothing to draw from')
  return found
}

/** One of them, each as likely as its weight says; undefined where none weighs anything. */
export function weighted<T>(
  random: Random,
  all: readonly T[],
  weightOf: (one: T) => number,
): T | undefined {
  const sum = all.reduce((total, one) => total + weightOf(one), 0)
  let left = random() * sum
  return all.find((one) => {
    left -= weightOf(one)
    return left < 0
  })
}

/** Fisher and Yates. */
export function shuffled<T>(random: Random, all: readonly T[]): T[] {
  const left = [...all]
  const drawn: T[] = []
  while (left.length > 0) drawn.push(...left.splice(Math.floor(random() * left.length), 1))
  return drawn
}
