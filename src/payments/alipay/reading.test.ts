import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readForm } from './read-form.ts'
import { signedNode } from './signed-node.ts'
import { signingString } from './signing-string.ts'

const keys = fc.stringMatching(/^[a-z_]{1,12}$/)
const forms = fc.uniqueArray(fc.tuple(keys, fc.string({ unit: 'grapheme' })), {
  selector: ([key]) => key,
  minLength: 1,
})

describe('The signing string', () => {
  it('does not depend on the order of the parameters nor on empty ones', () => {
    fc.assert(
      fc.property(forms, (pairs) => {
        const text = signingString(pairs, ['sign'])
        expect(signingString(pairs.toReversed(), ['sign'])).toBe(text)
        expect(signingString([...pairs, ['zz_empty_zz', '']], ['sign'])).toBe(text)
      }),
    )
  })

  it('sorts by ASCII and leaves values as they are', () => {
    const pairs = [
      ['b', '1 +%2B'],
      ['a_b', '中'],
      ['a', 'x=y&z'],
      ['B', '/'],
      ['sign', 's'],
    ] as const
    expect(signingString(pairs, ['sign'])).toBe('B=/&a=x=y&z&a_b=中&b=1 +%2B')
  })
})

describe('A form', () => {
  it('is decoded exactly once, as it was encoded', () => {
    fc.assert(
      fc.property(forms, (pairs) => {
        const wellFormed = pairs.map(([key, value]) => [key, value.toWellFormed()])
        const body = Buffer.from(new URLSearchParams(wellFormed).toString())
        expect([...(readForm(body) ?? [])]).toEqual(wellFormed)
      }),
    )
  })

  it('never throws, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const form = readForm(bytes)
        expect(form === null || form instanceof Map).toBe(true)
      }),
    )
  })

  it('keeps names that objects treat specially', () => {
    const form = readForm(Buffer.from('__proto__=1&constructor=2'))
    expect([...(form ?? [])]).toEqual([
      ['__proto__', '1'],
      ['constructor', '2'],
    ])
  })
})

describe('The signed node', () => {
  it('is the raw text of its value, for any JSON and any spacing', () => {
    const objects = fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 5 })
    const spaces = fc.constantFrom(undefined, 1, '\t', '\n ')
    fc.assert(
      fc.property(objects, objects, spaces, (rest, node, space) => {
        const raw = JSON.stringify(node).replaceAll('/', '\\/')
        const others = { ...rest, sign: 'S' }
        Reflect.deleteProperty(others, 'the_node')
        const outside = JSON.stringify(others, null, space)
        const before = outside.replace(/^\{/, () => `{"the_node" :${raw},`)
        const after = outside.replace(/\s*\}$/, () => ` , "the_node": ${raw} }`)
        const found = { name: 'the_node', raw, sign: 'S', certSn: null }
        expect(signedNode(before, ['the_node'])).toEqual(found)
        expect(signedNode(after, ['the_node'])).toEqual(found)
      }),
    )
  })

  it('is null for anything that is not one object with that node once', () => {
    const texts = ['', 'null', '[]', '"a"', '{', '{"b":{}}', '{"a":1,"a":2}', '{"a":1}x']
    for (const text of texts) expect(signedNode(text, ['a'])).toBeNull()
    fc.assert(
      fc.property(fc.string(), (text) => {
        signedNode(text, ['a'])
      }),
    )
  })
})
