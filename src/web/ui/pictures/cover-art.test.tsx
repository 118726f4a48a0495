import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { CoverArt } from './cover-art.tsx'

const draw = (seed: string) => renderToStaticMarkup(<CoverArt seed={seed} />)
const seeds = Array.from({ length: 40 }, (_, index) => `item-${index}`)

describe('CoverArt', () => {
  it('draws the same picture for the same name', () => {
    expect(draw('慢读课')).toBe(draw('慢读课'))
  })

  it('draws different pictures in several inks for different names', () => {
    const pictures = seeds.map(draw)
    expect(new Set(pictures).size).toBe(seeds.length)
    const grounds = pictures.map((picture) => /fill="(var\(--[\w-]+\))"/.exec(picture)?.[1])
    expect(new Set(grounds).size).toBe(4)
  })

  it('stays small and needs no inline style, which the content security policy refuses', () => {
    for (const picture of seeds.map(draw)) {
      expect(picture).not.toContain('style=')
      expect(picture.length).toBeLessThan(24_000)
    }
  })
})
