import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { jsonForScript } from './json-for-script.ts'

describe('jsonForScript', () => {
  it('cannot end the script element it stands in, whatever the text', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('</script><script>alert(1)</script>', '<!--', ']]>', '\u2028', '&lt;'),
    )
    fc.assert(
      fc.property(fc.array(hostile), (texts) => {
        const json = jsonForScript({ texts })
        expect(json).not.toMatch(/[<>&\u2028\u2029]/)
        expect(JSON.parse(json)).toEqual({ texts })
      }),
    )
  })
})
