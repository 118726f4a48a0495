import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isTaxNumber, plainTaxNumber } from './tax-number.ts'

/** The example in GB 32100-2015 itself. */
const CODE = '91350100M000100Y43'

test('the unified social credit code of the standard is a tax number', () => {
  expect(isTaxNumber(CODE)).toBe(true)
  expect(isTaxNumber(plainTaxNumber(' 9135 0100m0 00100y43 '))).toBe(true)
})

test('one wrong character anywhere is noticed', () => {
  const alphabet = [...'0123456789ABCDEFGHJKLMNPQRTUWXYIOSVZ']
  fc.assert(
    fc.property(fc.nat({ max: 17 }), fc.constantFrom(...alphabet), (place, character) => {
      fc.pre(CODE[place] !== character)
      expect(isTaxNumber(CODE.slice(0, place) + character + CODE.slice(place + 1))).toBe(false)
    }),
  )
})

test('two neighbours exchanged are noticed', () => {
  for (let place = 0; place < 17; place++) {
    const [a = '', b = ''] = CODE.slice(place, place + 2)
    if (a === b) continue
    const swapped = CODE.slice(0, place) + b + a + CODE.slice(place + 2)
    expect(isTaxNumber(swapped), swapped).toBe(false)
  }
})

test('the older forms have 15, 17 or 20 characters and nothing else', () => {
  for (const length of [15, 17, 20]) expect(isTaxNumber('1'.repeat(length))).toBe(true)
  for (const text of ['', '1'.repeat(14), '1'.repeat(16), '1'.repeat(19), `${'1'.repeat(14)}一`]) {
    expect(isTaxNumber(text), text).toBe(false)
  }
})
