import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { associationRules } from './association-rules.ts'
import { basketsOf } from './baskets.ts'
import { eclat, type Itemsets } from './eclat.ts'

const folder = process.env.WENQU_DATA ?? resolve(import.meta.dirname, '../../../../../shared/data')
const file = resolve(folder, 'groceries/groceries.csv')

function mine(lists: string[][], minSupport: number) {
  const baskets = basketsOf(lists)
  const mined = eclat(baskets, { minSupport })
  if (mined.kind !== 'found') throw new Error('too many')
  return { baskets, itemsets: mined.itemsets }
}

function setsOf(itemsets: Itemsets, names: string[]): Map<string, number> {
  const sets = new Map<string, number>()
  itemsets.item.forEach((_, node) => {
    const items: string[] = []
    for (let at = node; at >= 0; at = itemsets.parent[at] ?? -1) {
      items.push(names[itemsets.item[at] ?? 0] ?? '')
    }
    sets.set(items.sort().join(), itemsets.count[node] ?? 0)
  })
  return sets
}

/** Every subset of every basket, counted: the definition itself. */
function bruteForce(lists: string[][], least: number): Map<string, number> {
  const counts = new Map<string, number>()
  for (const list of lists) {
    const items = [...new Set(list)].sort()
    for (let mask = 1; mask < 1 << items.length; mask++) {
      const key = items.filter((_, at) => mask & (1 << at)).join()
      counts.set(key, (counts.get(key) ?? 0) + 1)
    }
  }
  return new Map([...counts].filter(([, count]) => count >= least))
}

const someBaskets = fc.array(
  fc.array(fc.constantFrom<string>('a', 'b', 'c', 'd', 'e', 'f', 'g'), { maxLength: 7 }),
  { minLength: 1, maxLength: 70 },
)

describe('frequent sets and rules', () => {
  test('are those that counting every subset finds', () => {
    fc.assert(
      fc.property(someBaskets, fc.integer({ min: 1, max: 8 }), (lists, least) => {
        const { baskets, itemsets } = mine(lists, least / lists.length)
        expect(setsOf(itemsets, baskets.names)).toEqual(bruteForce(lists, least))
      }),
    )
  })

  test('carry the support, confidence and lift of their definitions', () => {
    fc.assert(
      fc.property(someBaskets, (lists) => {
        const { baskets, itemsets } = mine(lists, 2 / lists.length)
        for (const rule of associationRules(itemsets, { minConfidence: 0.3 })) {
          const left = rule.antecedent.map((item) => baskets.names[item] ?? '')
          const right = baskets.names[rule.consequent] ?? ''
          const withLeft = lists.filter((list) => left.every((item) => list.includes(item)))
          const both = withLeft.filter((list) => list.includes(right)).length
          const withRight = lists.filter((list) => list.includes(right)).length
          expect(rule.count).toBe(both)
          expect(rule.support).toBeCloseTo(both / lists.length, 12)
          expect(rule.confidence).toBeCloseTo(both / withLeft.length, 12)
          expect(rule.lift).toBeCloseTo((both * lists.length) / (withLeft.length * withRight), 9)
        }
      }),
    )
  })

  test('leave out no rule that is confident enough', () => {
    const lists = [['a', 'b'], ['a', 'b'], ['a', 'c'], ['b']]
    const { itemsets } = mine(lists, 0.25)
    const rules = associationRules(itemsets, { minConfidence: 0.6 })
    expect(rules.map((rule) => [rule.antecedent, rule.consequent])).toEqual([
      [[2], 0],
      [[1], 0],
      [[0], 1],
    ])
    const withEmpty = associationRules(itemsets, { minConfidence: 0.6, minLength: 1 })
    expect(withEmpty.filter(({ antecedent }) => antecedent.length === 0)).toHaveLength(2)
  })

  test('say that there are too many rather than fill the memory', () => {
    const wide = basketsOf([Array.from({ length: 40 }, (_, n) => `i${n}`)])
    const mined = eclat(wide, { minSupport: 1, limit: 1_000 })
    expect(mined).toEqual({ kind: 'too_many', limit: 1_000 })
  })

  test('of sets that miss a part are refused', () => {
    const { itemsets } = mine([['a', 'b'], ['b']], 0.5)
    const broken = { ...itemsets, item: [1], parent: [-1], length: [2], count: [1] }
    expect(() => associationRules(broken, { minConfidence: 0 })).toThrow('not complete')
  })
})

describe.skipIf(!existsSync(file))('on groceries, when the data set is there', () => {
  const lists = () =>
    readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.split(',').map((name) => name.trim()))

  test.each([
    [0.01, 0.5, 333, 15],
    [0.001, 0.8, 13_492, 410],
    [0.001, 0.5, 13_492, 5_668],
    [0.006, 0.25, 747, 463],
  ])(
    'support %d and confidence %d give %d sets and %d rules',
    (support, confidence, sets, rules) => {
      const { itemsets } = mine(lists(), support)
      expect(itemsets.item).toHaveLength(sets)
      expect(associationRules(itemsets, { minConfidence: confidence })).toHaveLength(rules)
    },
  )
})
