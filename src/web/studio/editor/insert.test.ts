import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  insertBlock,
  paywallMarker,
  placePaywall,
  prefixLines,
  type Selected,
  wrap,
} from './insert.ts'

/** A text with its selection drawn in: `a[b]c`. */
function at(drawn: string): Selected {
  const start = drawn.indexOf('[')
  const end = drawn.indexOf(']') - 1
  return { text: drawn.replace(/[[\]]/g, ''), start, end }
}

function draw({ text, start, end }: Selected): string {
  return `${text.slice(0, start)}[${text.slice(start, end)}]${text.slice(end)}`
}

describe('wrap', () => {
  it('puts marks around the selection and takes them away again', () => {
    const bold = wrap(at('一[二]三'), '**', '重点')
    expect(draw(bold)).toBe('一**[二]**三')
    expect(draw(wrap(bold, '**', '重点'))).toBe('一[二]三')
  })

  it('writes a sample to type over where nothing is selected', () => {
    expect(draw(wrap(at('一[]'), '*', '着重'))).toBe('一*[着重]*')
  })
})

describe('prefixLines', () => {
  it('begins every touched line and undoes it', () => {
    const quoted = prefixLines(at('甲\n乙[\n丙]\n丁'), '> ')
    expect(draw(quoted)).toBe('甲\n[> 乙\n> 丙]\n丁')
    expect(prefixLines(quoted, '> ').text).toBe('甲\n乙\n丙\n丁')
  })

  it('works at the very beginning and in an empty text', () => {
    expect(draw(prefixLines(at('[]甲'), '- '))).toBe('[- 甲]')
    expect(draw(prefixLines(at('[]'), '- '))).toBe('[- ]')
  })
})

describe('insertBlock', () => {
  it('parts the block from what stands around it by one empty line', () => {
    expect(insertBlock(at('前[]后'), '图').text).toBe('前\n\n图\n\n后')
    expect(insertBlock(at('[]'), '图').text).toBe('图\n\n')
    expect(insertBlock(at('前\n\n[]\n\n后'), '图').text).toBe('前\n\n图\n\n后')
  })
})

describe('placePaywall', () => {
  it('moves an earlier marker to the cursor', () => {
    const text = `免费\n\n${paywallMarker}\n\n中间[]\n\n付费`
    expect(placePaywall(at(text)).text).toBe(`免费\n\n中间\n\n${paywallMarker}\n\n付费`)
  })

  it('leaves exactly one marker however often it is placed', () => {
    const lines = fc.array(fc.constantFrom('字', '', paywallMarker, '<!-- more -->', '> 引'))
    fc.assert(
      fc.property(lines, fc.nat(), (parts, place) => {
        const text = parts.join('\n')
        const end = text ? place % (text.length + 1) : 0
        const cut = parts.join('\n').slice(0, end)
        fc.pre(!/<[^>]*$/.test(cut))
        const made = placePaywall({ text, start: end, end })
        expect(made.text.match(/<!--\s*more\s*-->/g)).toHaveLength(1)
        expect(made.text.slice(0, made.start).trimEnd().endsWith(paywallMarker)).toBe(true)
      }),
    )
  })
})
