import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readXml, writeXml } from './xml.ts'

const asObject = (text: string) => {
  const fields = readXml(text)
  return fields && Object.fromEntries(fields)
}

describe('The XML of API v2', () => {
  it('is read as it was written, whatever the texts', () => {
    const names = fc.stringMatching(/^[a-z_][a-z0-9_]{0,20}$/)
    const texts = fc.string({ unit: 'grapheme' }).filter((text) => !text.includes(']]>'))
    fc.assert(
      fc.property(fc.dictionary(names, texts, { maxKeys: 20 }), (fields) => {
        const pairs = Object.entries(fields)
        expect([...(readXml(writeXml(pairs)) ?? [])]).toEqual(pairs)
      }),
    )
    expect(() => writeXml([['a', 'x]]>y']])).toThrow(RangeError)
  })

  it.each([
    ['<xml><a>1</a></xml>', { a: '1' }],
    [
      '<xml>\n<a><![CDATA[1 < 2 & ]] > 中]]></a>\n<b></b><c/></xml>\n',
      { a: '1 < 2 & ]] > 中', b: '', c: '' },
    ],
    ['<?xml version="1.0" encoding="UTF-8"?>\n<xml><a>1</a></xml>', { a: '1' }],
    ['<xml></xml>', {}],
    ['<xml><__proto__>1</__proto__></xml>', null],
  ])('%s is read', (text, fields) => {
    if (fields) expect(asObject(text)).toEqual(fields)
    else expect(readXml(text)?.get('__proto__')).toBe('1')
  })

  const laughs = `<!DOCTYPE xml [<!ENTITY a "ha">${Array.from(
    { length: 20 },
    (_, n) => `<!ENTITY a${n} "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">`,
  ).join('')}]><xml><a>&a19;</a></xml>`
  it.each([
    ['a billion laughs', laughs],
    ['a DOCTYPE', '<!DOCTYPE xml><xml><a>1</a></xml>'],
    [
      'a file of this machine',
      '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><xml><a>&a;</a></xml>',
    ],
    ['an entity', '<xml><a>&lt;</a></xml>'],
    ['an attribute', '<xml><a b="1">1</a></xml>'],
    ['an attribute of the root', '<xml a="1"><a>1</a></xml>'],
    ['a nested element', '<xml><a><b>1</b></a></xml>'],
    ['a name twice', '<xml><a>1</a><a>2</a></xml>'],
    ['a comment', '<xml><!-- x --><a>1</a></xml>'],
    ['an instruction', '<xml><?php x?><a>1</a></xml>'],
    ['text between the elements', '<xml>x<a>1</a></xml>'],
    ['text and CDATA mixed', '<xml><a>x<![CDATA[1]]></a></xml>'],
    ['two CDATA', '<xml><a><![CDATA[1]]><![CDATA[2]]></a></xml>'],
    ['an element that does not close', '<xml><a>1</b></xml>'],
    ['a root that does not close', '<xml><a>1</a>'],
    ['another root', '<html><a>1</a></html>'],
    ['something after the end', '<xml><a>1</a></xml><xml></xml>'],
    ['a namespace', '<xml><a:b>1</a:b></xml>'],
    ['nothing', ''],
    ['JSON', '{"a":1}'],
    ['too many fields', `<xml>${Array.from({ length: 200 }, (_, n) => `<a${n}/>`).join('')}</xml>`],
  ])('with %s is refused', (_, text) => {
    expect(readXml(text)).toBeNull()
  })

  it.each([
    ['2 MB of one text', `<xml><a>${'x'.repeat(2 ** 21)}</a></xml>`],
    ['2 MB of openings', `<xml>${'<a>'.repeat(2 ** 19)}`],
    ['64 kB of openings', `<xml>${'<a>'.repeat(21_000)}`],
    ['64 kB of open CDATA', `<xml><a>${'<![CDATA['.repeat(7_000)}</a></xml>`],
    ['64 kB of brackets', `<xml><a><![CDATA[${']'.repeat(65_000)}`],
    ['64 kB of blanks', `${' '.repeat(65_000)}x`],
    ['64 kB of blanks inside', `<xml>${' '.repeat(65_000)}x`],
  ])('F27: %s is refused at once', (_, text) => {
    expect(readXml(text)).toBeNull()
  })
})
