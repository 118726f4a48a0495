import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addToTaste, dropFromTaste, NO_TASTE, readTaste } from './taste.ts'

test('the last twelve different reads are kept, newest last', () => {
  fc.assert(
    fc.property(fc.array(fc.uuid(), { maxLength: 30 }), (reads) => {
      const cookie = reads.reduce<string | undefined>(addToTaste, undefined)
      const newestLast = reads.filter((id, at) => reads.lastIndexOf(id) === at)
      expect(readTaste(cookie)).toEqual(newestLast.slice(-12))
      const [first] = readTaste(cookie)
      if (first) expect(readTaste(dropFromTaste(cookie, first))).not.toContain(first)
    }),
  )
})

test('who said no stays unread, and a forged cookie is no taste', () => {
  const id = '019ca71f-b900-7ad4-ae1c-f1b44210e1d4'
  expect(addToTaste(NO_TASTE, id)).toBe(NO_TASTE)
  for (const forged of [undefined, '', NO_TASTE, '1.', '1.!!!', '2.AAAA', '1.AAAA', id]) {
    expect(readTaste(forged)).toEqual([])
  }
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(readTaste(`1.${text}`).length).toBeLessThanOrEqual(12)
    }),
  )
})
