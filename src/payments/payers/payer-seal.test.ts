import { beforeAll, describe, expect, it } from 'vitest'
import { setSiteSecret } from '#platform/crypto/keys.ts'
import { isSealedState, openSealedOpenid, sealOpenid, sealState } from './payer-seal.ts'

const now = new Date('2026-11-22T08:00:00Z')
const later = (ms: number) => new Date(now.getTime() + ms)
beforeAll(() => setSiteSecret('a secret of this test alone, long enough'))

describe('What goes to WeChat and back with a payer', () => {
  it('is letters and digits, few enough for WeChat', () => {
    expect(sealState(now, 'person', 'W1')).toMatch(/^[0-9A-Za-z]{1,128}$/)
  })

  it('is of use to one person for one purpose for ten minutes', () => {
    const state = sealState(now, 'person', 'W1')
    expect(isSealedState(state, later(599_999), 'person', 'W1')).toBe(true)
    expect(isSealedState(state, later(600_000), 'person', 'W1')).toBe(false)
    expect(isSealedState(state, now, 'another', 'W1')).toBe(false)
    expect(isSealedState(state, now, 'person', 'W2')).toBe(false)
    for (const forged of ['', 'x', state.slice(1), state.replace(/^1/, '2'), `${state}0`]) {
      expect(isSealedState(forged, now, 'person', 'W1')).toBe(false)
    }
  })
})

describe('An openid that a browser keeps', () => {
  it('is this person’s own for thirty days, and cannot be another', () => {
    const kept = sealOpenid(now, 'person', 'oABC-_123')
    const month = 30 * 86_400_000
    expect(openSealedOpenid(kept, later(month - 1), 'person')).toBe('oABC-_123')
    expect(openSealedOpenid(kept, later(month), 'person')).toBeNull()
    expect(openSealedOpenid(kept, now, 'another')).toBeNull()
    for (const forged of ['', 'oABC', kept.replace('ABC', 'ABD'), `${kept}A`, kept.slice(0, -2)]) {
      expect(openSealedOpenid(forged, now, 'person')).toBeNull()
    }
    expect(openSealedOpenid(sealState(now, 'person', 'W1'), now, 'person')).toBeNull()
  })
})
