import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seededRandom } from '#kernel/random.ts'
import {
  chooseNextAction,
  crossValidateNextAction,
  nextActionProbabilities,
  trainNextAction,
} from './next-action.ts'

const actions = ['view', 'search', 'buy', 'leave']

/** After a search comes a view, after two views a purchase, after a purchase the end. */
function habits(count: number, seed: number, noise = 0.2): string[][] {
  const random = seededRandom(seed)
  return Array.from({ length: count }, () => {
    const sequence: string[] = []
    while (sequence.at(-1) !== 'leave' && sequence.length < 20) {
      const [before, last] = [sequence.at(-2), sequence.at(-1)]
      const usual =
        last === 'buy' ? 'leave' : last === 'view' ? (before === 'view' ? 'buy' : 'view') : 'view'
      const any = actions[Math.floor(random() * actions.length)] ?? 'view'
      sequence.push(random() < noise ? any : sequence.length === 0 ? 'search' : usual)
    }
    return sequence
  })
}

describe('the next action', () => {
  test('has probabilities that add up to one, whatever was seen', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.constantFrom(...actions), { maxLength: 6 }), { maxLength: 10 }),
        fc.array(fc.constantFrom(...actions), { maxLength: 6 }),
        (sequences, past) => {
          const model = trainNextAction(sequences, actions, { order: 2, strength: 1 })
          const said = nextActionProbabilities(model, past)
          expect(said.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 12)
          expect(Math.min(...said)).toBeGreaterThan(0)
        },
      ),
    )
  })

  test('follows the formula of backing off', () => {
    const model = trainNextAction(
      [
        ['view', 'buy'],
        ['view', 'leave'],
      ],
      actions,
      {
        order: 1,
        strength: 2,
      },
    )
    const shorter = (1 + 2 * 0.25) / (4 + 2)
    const [, , buy] = nextActionProbabilities(model, ['view'])
    expect(buy).toBeCloseTo((1 + 2 * shorter) / (2 + 2), 12)
    expect(nextActionProbabilities(model, ['search'])[2]).toBeCloseTo(shorter, 12)
  })

  test('is foretold better than by the base rate where there are habits', () => {
    const scores = crossValidateNextAction(habits(200, 1), actions, 1)
    expect(scores.logLoss).toBeLessThan(0.7 * scores.baseLogLoss)
    expect(scores.accuracy).toBeGreaterThan(scores.baseAccuracy + 0.2)
    expect(scores.chosen.order).toBeGreaterThanOrEqual(2)
  })

  test('is not claimed to be known where there is only chance', () => {
    const { order } = chooseNextAction(habits(150, 2, 1), actions, 1)
    expect(order).toBeLessThanOrEqual(1)
    const scores = crossValidateNextAction(habits(150, 2, 1), actions, 1)
    expect(scores.logLoss).toBeGreaterThan(scores.baseLogLoss - 0.02)
  })

  test('is refused for an action nobody named', () => {
    expect(() => trainNextAction([['fly']], actions, { order: 1, strength: 1 })).toThrow('fly')
  })
})
