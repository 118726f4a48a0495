import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addToTaste, dismissFromTaste, NO_TASTE, readTaste } from './taste.ts'

const none = { reads: [], dismissed: [] }

test('the last twelve different reads are kept, newest last', () => {
  fc.assert(
    fc.property(fc.array(fc.uuid(), { maxLength: 30 }), (reads) => {
      const cookie = reads.reduce<string | undefined>(addToTaste, undefined)
      const newestLast = reads.filter((id, at) => reads.lastIndexOf(id) === at)
      expect(readTaste(cookie)).toEqual({ reads: newestLast.slice(-12), dismissed: [] })
      const [first] = readTaste(cookie).reads
      if (!first) return
      const after = readTaste(dismissFromTaste(cookie, first))
      expect(after.reads).not.toContain(first)
      expect(after.dismissed).toEqual([first])
    }),
  )
})

test('who said no stays unread, and a forged cookie is no taste', () => {
  const id = '019ca71f-b900-7ad4-ae1c-f1b44210e1d4'
  expect(addToTaste(NO_TASTE, id)).toBe(NO_TASTE)
  expect(dismissFromTaste(NO_TASTE, id)).toBe(NO_TASTE)
  for (const forged of [undefined, '', NO_TASTE, '1.', '1.!!!', '2.AAAA', '1.AAAA.AAAA.AAAA', id]) {
    expect(readTaste(forged)).toEqual(none)
  }
  fc.assert(
    fc.property(fc.string(), (text) => {
      const { reads, dismissed } = readTaste(`1.${text}`)
      expect(reads.length).toBeLessThanOrEqual(12)
      expect(dismissed.length).toBeLessThanOrEqual(12)
    }),
  )
})
