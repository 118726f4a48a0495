import fc from 'fast-check'
import { expect, test } from 'vitest'
import { moved } from './moved.ts'

const list = ['a', 'b', 'c'].map((id) => ({ id }))
const ids = (entries: { id: string }[]) => entries.map(({ id }) => id).join('')

test('moves one place and stops at the ends', () => {
  expect(ids(moved(list, 'b', 'up'))).toBe('bac')
  expect(ids(moved(list, 'b', 'down'))).toBe('acb')
  expect(ids(moved(list, 'a', 'up'))).toBe('abc')
  expect(ids(moved(list, 'c', 'down'))).toBe('abc')
  expect(ids(moved(list, 'x', 'up'))).toBe('abc')
  expect(ids(moved(list, 'x', 'down'))).toBe('abc')
})

test('loses and invents nothing, and down undoes up', () => {
  const lists = fc
    .uniqueArray(fc.nat(), { minLength: 2 })
    .map((ns) => ns.map((n) => ({ id: `${n}` })))
  fc.assert(
    fc.property(lists, fc.nat(), (entries, pick) => {
      const index = 1 + (pick % (entries.length - 1))
      const id = entries[index]?.id ?? ''
      const up = moved(entries, id, 'up')
      expect(new Set(up)).toEqual(new Set(entries))
      expect(moved(up, id, 'down')).toEqual(entries)
    }),
  )
})
