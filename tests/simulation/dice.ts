/** Choices that one stream of random numbers makes. */
export type Dice = {
  below: (n: number) => number
  chance: (part: number) => boolean
  /** Throws for an empty list. */
  pick: <T>(list: readonly T[]) => T
  find: <T>(list: readonly T[]) => T | undefined
  weighted: <T extends string>(weights: Readonly<Record<T, number>>) => T
}

export function roll(random: () => number): Dice {
  const below = (n: number) => Math.floor(random() * n)
  const find = <T>(list: readonly T[]) => list[below(list.length)]
  return {
    below,
    chance: (part) => random() < part,
    find,
    pick: (list) => {
      const found = find(list)
      if (found === undefined) throw new Error('nothing to pick from')
      return found
    },
    weighted: (weights) => {
      const entries = Object.entries(weights) as [keyof typeof weights, number][]
      let left = random() * entries.reduce((sum, [, weight]) => sum + weight, 0)
      for (const [name, weight] of entries) {
        left -= weight
        if (left < 0) return name
      }
      throw new Error('no weights')
    },
  }
}
