import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { go, safeNext } from './go.ts'

describe('safeNext', () => {
  it('keeps a path of this site with its query', () => {
    expect(safeNext('/checkout/1?a=b#c')).toBe('/checkout/1?a=b#c')
  })

  it('refuses every spelling of another site', () => {
    const evil = [
      '//evil.test',
      '/\\evil.test',
      '\\\\evil.test',
      'https:evil.test',
      'https://evil.test',
      'javascript:alert(1)',
      '/\t/evil.test',
      '/\n/evil.test',
      '@evil.test',
      ' //evil.test',
      '',
    ]
    expect(evil.map(safeNext)).toEqual(evil.map(() => '/'))
  })

  it('never leads a browser off the site, whatever is asked', () => {
    const bits = fc.constantFrom('/', '\\', '//', 'evil.test', ':', '@', '\t', '%2f', '?', '#', '.')
    fc.assert(
      fc.property(fc.array(bits, { maxLength: 8 }), (parts) => {
        const target = new URL(safeNext(parts.join('')), 'http://site.test/here')
        expect(target.host).toBe('site.test')
      }),
    )
  })
})

describe('go', () => {
  it('sends each cookie in a header of its own', () => {
    const response = go('/library', ['a=1; Path=/', 'b=2; Path=/'])
    expect(response.status).toBe(303)
    expect(response.headers.getSetCookie()).toEqual(['a=1; Path=/', 'b=2; Path=/'])
  })
})
