import { expect, test } from 'vitest'
import { type Bundle, packBundle, unpackBundle } from './bundle.ts'

const bundle: Bundle = {
  chosen: 'ease',
  itemIds: ['甲', '乙', '丙'],
  trained: {
    ease: {
      kind: 'ease',
      itemCount: 3,
      parameters: { lambda: 12.5, form: 'weighted' },
      arrays: {
        values: Float32Array.of(0.5, -1, 3e-8),
        near: Uint16Array.of(1, 2, 65_535),
        offsets: Uint32Array.of(0, 4_000_000_000),
      },
    },
    popularity: {
      kind: 'popularity',
      itemCount: 3,
      parameters: {},
      arrays: { counts: Float32Array.of(1, 2, 3), none: new Float32Array(0) },
    },
  },
}

test('a bundle of models is the same after the way through bytes, wherever they begin', () => {
  const bytes = packBundle(bundle)
  expect(unpackBundle(bytes)).toEqual(bundle)
  for (const shift of [1, 3, 8]) {
    const moved = new Uint8Array(bytes.length + shift)
    moved.set(bytes, shift)
    expect(unpackBundle(moved.subarray(shift))).toEqual(bundle)
  }
})
